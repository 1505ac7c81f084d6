package io.milora.tenantmanager.aliases;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.milora.model.AliasChangeKind;
import io.milora.persistence.AliasChangeEntity;
import org.jspecify.annotations.Nullable;

/**
 * What became of an alias, on the wire.
 *
 * @param createdAt seconds since 1970
 * @param keyId public part of the key that did it
 * @param from model name before; null if the alias was new
 * @param to model name since; null if the alias was deleted
 * @param percent of the requests that go to that model since; null if all do
 * @param gate what the alias's rule said, a JSON object; null if it was not asked
 * @param reason why the rule was overridden; null if it was not
 */
public record AliasChange(
    String id,
    String object,
    long createdAt,
    String alias,
    AliasChangeKind kind,
    String keyId,
    @Nullable String from,
    @Nullable String to,
    @Nullable Integer percent,
    @JsonRawValue @Nullable String gate,
    @Nullable String reason) {
  static AliasChange of(AliasChangeEntity change) {
    return new AliasChange(
        change.id,
        "alias.change",
        change.createdAt.getEpochSecond(),
        change.alias,
        change.kind,
        change.keyId,
        change.fromModel,
        change.toModel,
        change.percent,
        change.gate,
        change.reason);
  }
}
