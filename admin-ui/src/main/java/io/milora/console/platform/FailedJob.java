package io.milora.console.platform;

import org.jspecify.annotations.Nullable;

/**
 * A job of any tenant that failed.
 *
 * @param tenant its name
 * @param finishedAt seconds since 1970
 */
public record FailedJob(
    String id,
    String tenant,
    @Nullable String suffix,
    String code,
    String message,
    long finishedAt) {
  /** Its suffix, or the end of its id. */
  public String name() {
    return QueuedJob.name(id, suffix);
  }
}
