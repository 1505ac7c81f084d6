package io.milora.console.platform;

/**
 * What a tenant may use, and uses.
 *
 * @param tenant its name
 */
public record TenantQuota(String tenant, QuotaAmounts limits, QuotaAmounts used) {}
