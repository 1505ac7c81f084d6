package io.milora.tenantmanager.operators;

import io.milora.persistence.TenantEntity;
import io.milora.persistence.TenantState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tenant as operators see it.
 *
 * @param createdAt seconds since 1970
 * @param suspendedAt seconds since 1970; null if it is not suspended
 * @param deletionAt seconds since 1970, when it will be gone; null if it stays
 */
public record TenantView(
    String id,
    String object,
    String name,
    TenantState state,
    long createdAt,
    @Nullable Long suspendedAt,
    @Nullable Long deletionAt) {
  static TenantView of(TenantEntity tenant) {
    return new TenantView(
        tenant.id,
        "tenant",
        tenant.name,
        tenant.state(),
        tenant.createdAt.getEpochSecond(),
        seconds(tenant.suspendedAt),
        seconds(tenant.deletionAt));
  }

  private static @Nullable Long seconds(@Nullable Instant time) {
    return time == null ? null : time.getEpochSecond();
  }
}
