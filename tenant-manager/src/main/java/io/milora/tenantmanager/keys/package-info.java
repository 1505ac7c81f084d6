/** Keys of applications. */
@NullMarked
package io.milora.tenantmanager.keys;

import org.jspecify.annotations.NullMarked;
