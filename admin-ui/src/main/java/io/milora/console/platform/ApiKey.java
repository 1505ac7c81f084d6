package io.milora.console.platform;

import io.milora.model.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key that applications call with. Times are seconds since 1970.
 *
 * @param id its public part
 * @param models aliases and models that it may name; null if all of the tenant's
 * @param lastUsedAt to some seconds; null if it never was
 * @param rotatedTo id of the key that takes its place; null unless it was rotated
 * @param key the whole key in the answer that made it; null ever after
 */
public record ApiKey(
    String id,
    String name,
    List<Scope> scopes,
    @Nullable List<String> models,
    long createdAt,
    @Nullable Long expiresAt,
    @Nullable Long revokedAt,
    @Nullable Long lastUsedAt,
    @Nullable String rotatedTo,
    @Nullable String key) {}
