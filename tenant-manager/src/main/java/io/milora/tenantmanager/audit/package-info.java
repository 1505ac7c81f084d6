/** Who changed what, for tenants' admins and operators. */
@NullMarked
package io.milora.tenantmanager.audit;

import org.jspecify.annotations.NullMarked;
