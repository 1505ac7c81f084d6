package io.milora.console.platform;

import io.milora.model.JobStatus;
import io.milora.model.QueueReason;
import org.jspecify.annotations.Nullable;

/**
 * A job of any tenant that has not ended. Times are seconds since 1970.
 *
 * @param tenant its name
 * @param workerId where it runs, or null
 * @param position 1 for the next one to start; null if it does not wait for its turn
 * @param reason why it does not run; null if it does
 */
public record QueuedJob(
    String id,
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
  private static final int SHORT_ID = 8;

  /** Its suffix, or the end of its id. */
  public String name() {
    return name(id, suffix);
  }

  static String name(String id, @Nullable String suffix) {
    return suffix != null ? suffix : id.substring(Math.max(0, id.length() - SHORT_ID));
  }
}
