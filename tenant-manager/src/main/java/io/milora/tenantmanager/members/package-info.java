/** People of tenants, here and at the identity provider. */
@NullMarked
package io.milora.tenantmanager.members;

import org.jspecify.annotations.NullMarked;
