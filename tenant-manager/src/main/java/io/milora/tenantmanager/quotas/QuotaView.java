package io.milora.tenantmanager.quotas;

import org.jspecify.annotations.Nullable;

/**
 * What a tenant, or one of its keys, may use and uses.
 *
 * @param keyId null for the tenant as a whole
 */
public record QuotaView(
    String object, @Nullable String keyId, QuotaAmounts limits, QuotaAmounts used) {
  static final String OBJECT = "quota";
}
