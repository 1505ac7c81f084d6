package io.milora.console.operations;

import io.milora.console.platform.Caller;
import io.milora.console.platform.OperatorPlane;
import io.milora.console.platform.QuotaAmounts;
import io.milora.console.platform.Tenant;
import io.milora.console.platform.TenantQuota;
import io.milora.console.shared.Meter;
import io.milora.model.Quota;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A tenant, what it may use, and uses. */
record TenantStanding(Tenant tenant, QuotaAmounts limits, QuotaAmounts used) {
  private static final QuotaAmounts NONE = new QuotaAmounts(null, null, null, null, null, null);

  /** Asks for all of them, by name. */
  static List<TenantStanding> read(OperatorPlane plane, Caller caller) {
    Map<String, TenantQuota> quotas =
        plane.quotas(caller).data().stream()
            .collect(Collectors.toMap(TenantQuota::tenant, Function.identity()));
    return plane.tenants(caller).data().stream()
        .map(tenant -> of(tenant, quotas.getOrDefault(tenant.name(), none(tenant))))
        .toList();
  }

  private static TenantStanding of(Tenant tenant, TenantQuota quota) {
    return new TenantStanding(tenant, quota.limits(), quota.used());
  }

  /** It came between the two questions. */
  private static TenantQuota none(Tenant tenant) {
    return new TenantQuota(tenant.name(), NONE, NONE);
  }

  /** Quotas of which most is used. */
  List<Quota> nearlyUsed() {
    return Arrays.stream(Quota.values())
        .filter(quota -> Meter.share(used.of(quota), limits.of(quota)) >= Meter.NEARLY)
        .toList();
  }

  boolean isSuspended() {
    return tenant.suspendedAt() != null;
  }
}
