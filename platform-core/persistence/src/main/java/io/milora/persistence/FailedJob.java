package io.milora.persistence;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job of any tenant that failed.
 *
 * @param tenant its name
 */
public record FailedJob(
    String id,
    String tenant,
    @Nullable String suffix,
    String errorCode,
    String errorMessage,
    Instant finishedAt) {}
