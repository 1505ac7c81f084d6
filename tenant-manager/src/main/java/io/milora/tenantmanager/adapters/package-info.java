/** Adapters of tenants: what there is, where it came from, and taking it elsewhere. */
@NullMarked
package io.milora.tenantmanager.adapters;

import org.jspecify.annotations.NullMarked;
