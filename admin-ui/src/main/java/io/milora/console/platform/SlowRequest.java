package io.milora.console.platform;

import org.jspecify.annotations.Nullable;

/**
 * One of the slowest requests of its minute. Latencies are milliseconds; null as far as it did not
 * come.
 *
 * @param id as the answer's header {@code x-request-id} had it
 * @param at its end, seconds since 1970
 * @param tenant its name; null where it is the caller's own
 * @param key the public part of the key, or the name of a person
 * @param alias what it named
 * @param adapter content hash, empty for the bare base
 */
public record SlowRequest(
    String id,
    long at,
    @Nullable String tenant,
    String key,
    String alias,
    String adapter,
    String worker,
    int promptTokens,
    int completionTokens,
    @Nullable Double queue,
    @Nullable Double adapterLoad,
    @Nullable Double ttft,
    @Nullable Double tpot,
    @Nullable Double e2e) {}
