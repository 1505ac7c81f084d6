package io.milora.console.operations;

import io.milora.console.platform.QueuedJob;
import io.milora.console.shared.Show;
import io.milora.model.QueueReason;
import java.time.Duration;
import java.time.Instant;

/** Where a job of any tenant stands, in words. */
final class QueueTexts {
  private QueueTexts() {}

  static String standing(QueuedJob job) {
    QueueReason reason = job.reason();
    if (reason != null) {
      return reason(reason);
    }
    Long finish = job.estimatedFinish();
    if (finish == null) {
      return "";
    }
    long left = Math.max(0, finish - Instant.now().getEpochSecond());
    return "about " + Show.duration(Duration.ofSeconds(left)) + " left";
  }

  static String progress(QueuedJob job) {
    Long trained = job.trainedTokens();
    return trained == null
        ? Show.count(job.estimatedTokens())
        : Show.count(trained) + " of " + Show.count(job.estimatedTokens());
  }

  private static String reason(QueueReason reason) {
    return switch (reason) {
      case WAITING_FOR_WORKER -> "waiting for a worker";
      case TENANT_LIMIT -> "as many of its tenant's jobs run as may at once";
      case YIELDED_TO_OTHER_TENANTS -> "made way for others; goes on by itself";
      case PAUSED -> "paused by its tenant, or by its suspension";
      case STORAGE_FULL -> "storage is full; make room, then its tenant resumes it";
    };
  }
}
