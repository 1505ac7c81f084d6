/** Everything that a tenant owns, as one archive. */
@NullMarked
package io.milora.tenantmanager.exports;

import org.jspecify.annotations.NullMarked;
