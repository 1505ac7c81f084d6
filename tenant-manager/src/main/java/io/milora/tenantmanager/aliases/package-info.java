/** Names that applications use in place of an adapter version. */
@NullMarked
package io.milora.tenantmanager.aliases;

import org.jspecify.annotations.NullMarked;
