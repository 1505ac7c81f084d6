package io.milora.console.platform;

import org.jspecify.annotations.Nullable;

/**
 * A tenant as operators see it. Times are seconds since 1970.
 *
 * @param suspendedAt null if it is not suspended
 * @param deletionAt when it will be gone; null if it stays
 */
public record Tenant(
    String id,
    String name,
    long createdAt,
    @Nullable Long suspendedAt,
    @Nullable Long deletionAt) {}
