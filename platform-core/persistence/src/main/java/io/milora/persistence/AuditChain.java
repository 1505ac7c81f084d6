package io.milora.persistence;

import org.jspecify.annotations.Nullable;

/**
 * What was found of a tenant's audit log.
 *
 * @param tenantName null if the tenant is gone
 * @param events how many there are
 * @param newestDigest hexadecimal; whoever notes it elsewhere can tell later if events at the end
 *     were removed
 * @param brokenAt the first event that is not as it was written; null if there is none
 */
public record AuditChain(
    String tenantId,
    @Nullable String tenantName,
    long events,
    String newestDigest,
    @Nullable Long brokenAt) {}
