package io.milora.tenantmanager.operators;

import io.milora.model.JobStatus;
import io.milora.model.QueueReason;
import io.milora.persistence.UnfinishedJob;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job that has not ended, of any tenant. Times are seconds since 1970.
 *
 * @param tenant its name
 * @param workerId where it runs, or null
 * @param estimatedTokens what its whole training takes
 * @param position 1 for the next one to start; null if it does not wait for its turn
 * @param reason why it does not run; null if it does
 */
public record QueuedJobView(
    String id,
    String object,
    String tenant,
    JobStatus status,
    @Nullable String suffix,
    String model,
    String method,
    @Nullable String workerId,
    long createdAt,
    @Nullable Long startedAt,
    @Nullable Long estimatedFinish,
    @Nullable Long trainedTokens,
    long estimatedTokens,
    @Nullable Integer position,
    @Nullable QueueReason reason) {
  static QueuedJobView of(UnfinishedJob job) {
    return new QueuedJobView(
        job.id(),
        "fine_tuning.job",
        job.tenant(),
        job.status(),
        job.suffix(),
        job.baseModel(),
        job.method(),
        job.workerId(),
        job.createdAt().getEpochSecond(),
        seconds(job.startedAt()),
        seconds(job.estimatedFinish()),
        job.trainedTokens(),
        job.estimatedTokens(),
        job.place(),
        job.reason());
  }

  private static @Nullable Long seconds(@Nullable Instant time) {
    return time == null ? null : time.getEpochSecond();
  }
}
