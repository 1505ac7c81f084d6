package io.milora.console.platform;

import io.milora.model.AliasChangeKind;
import org.jspecify.annotations.Nullable;

/**
 * What became of an alias.
 *
 * @param createdAt seconds since 1970
 * @param from model before; null if the alias was new
 * @param to model since; null if the alias was deleted
 * @param percent of the requests that go to {@code to} since; null if all do
 * @param reason why the rule was overridden; null if it was not
 */
public record AliasChange(
    String id,
    long createdAt,
    AliasChangeKind kind,
    @Nullable String from,
    @Nullable String to,
    @Nullable Integer percent,
    @Nullable String reason) {}
