package io.milora.tenantmanager.operators;

import io.milora.persistence.TenantEntity;

/**
 * A tenant as operators see it.
 *
 * @param createdAt seconds since 1970
 */
public record TenantView(String id, String object, String name, long createdAt) {
  static TenantView of(TenantEntity tenant) {
    return new TenantView(tenant.id, "tenant", tenant.name, tenant.createdAt.getEpochSecond());
  }
}
