package io.milora.tenantmanager.operators;

import io.milora.persistence.TenantEntity;
import org.jspecify.annotations.Nullable;

/**
 * A tenant as operators see it.
 *
 * @param createdAt seconds since 1970
 * @param suspendedAt seconds since 1970; null if it is not suspended
 */
public record TenantView(
    String id, String object, String name, long createdAt, @Nullable Long suspendedAt) {
  static TenantView of(TenantEntity tenant) {
    return new TenantView(
        tenant.id,
        "tenant",
        tenant.name,
        tenant.createdAt.getEpochSecond(),
        tenant.suspendedAt == null ? null : tenant.suspendedAt.getEpochSecond());
  }
}
