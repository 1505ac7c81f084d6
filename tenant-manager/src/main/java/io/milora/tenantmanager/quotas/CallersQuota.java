package io.milora.tenantmanager.quotas;

import org.jspecify.annotations.Nullable;

/**
 * What counts for a caller: both of them.
 *
 * @param key null if the caller has no key
 */
public record CallersQuota(String object, QuotaView tenant, @Nullable QuotaView key) {}
