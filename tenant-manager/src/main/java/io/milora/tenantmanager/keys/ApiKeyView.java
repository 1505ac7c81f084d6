package io.milora.tenantmanager.keys;

import io.milora.model.Scope;
import io.milora.persistence.ApiKeyEntity;
import io.milora.persistence.IssuedKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API key. Times are seconds since 1970.
 *
 * @param models aliases and models that it may name; null if all of the tenant's
 * @param lastUsedAt to some seconds; null if it never was
 * @param rotatedTo the key that takes its place; null unless it was rotated
 * @param key the whole key when it was just made, which is the only time; null later
 */
public record ApiKeyView(
    String id,
    String object,
    String name,
    List<Scope> scopes,
    @Nullable List<String> models,
    long createdAt,
    @Nullable Long expiresAt,
    @Nullable Long revokedAt,
    @Nullable Long lastUsedAt,
    @Nullable String rotatedTo,
    @Nullable String key) {
  static final String OBJECT = "api_key";

  static ApiKeyView of(ApiKeyEntity key) {
    return of(key, null);
  }

  /** With the secret. */
  public static ApiKeyView of(IssuedKey issued) {
    return of(issued.key(), issued.bearer());
  }

  private static ApiKeyView of(ApiKeyEntity key, @Nullable String bearer) {
    return new ApiKeyView(
        key.id,
        OBJECT,
        key.name,
        key.scopes.stream().sorted().toList(),
        key.models == null ? null : key.models.stream().sorted().toList(),
        key.createdAt.getEpochSecond(),
        seconds(key.expiresAt),
        seconds(key.revokedAt),
        seconds(key.lastUsedAt),
        key.rotatedTo,
        bearer);
  }

  private static @Nullable Long seconds(@Nullable Instant time) {
    return time == null ? null : time.getEpochSecond();
  }
}
