package io.milora.persistence;

import io.milora.model.JobStatus;
import io.milora.model.QueueReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job that runs, waits or is paused, of any tenant.
 *
 * @param tenant its name
 * @param workerId where it runs, or null
 * @param place 1 for the next one to start; null if it does not wait for its turn
 * @param reason why it does not run; null if it does
 */
public record UnfinishedJob(
    String id,
    String tenant,
    JobStatus status,
    @Nullable String suffix,
    String baseModel,
    String method,
    @Nullable String workerId,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant estimatedFinish,
    @Nullable Long trainedTokens,
    long estimatedTokens,
    @Nullable Integer place,
    @Nullable QueueReason reason) {}
