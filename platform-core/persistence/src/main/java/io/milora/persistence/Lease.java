package io.milora.persistence;

import io.milora.model.TenantId;

/**
 * A worker's right to work on a job until it expires.
 *
 * @param fencingToken higher than that of any earlier lease of the job
 */
public record Lease(TenantId tenant, String jobId, long fencingToken) {}
