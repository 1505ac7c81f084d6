package io.milora.console.jobs;

import io.milora.console.shared.Show;
import io.milora.model.QueueReason;
import io.milora.model.openai.FineTuningJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** What a job is and where it stands, in words. */
public final class JobTexts {
  private static final int SHORT_ID = 8;

  private JobTexts() {}

  /** Its suffix, or the end of its id. */
  public static String name(FineTuningJob job) {
    String suffix = job.suffix();
    String id = job.id();
    return suffix != null ? suffix : id.substring(Math.max(0, id.length() - SHORT_ID));
  }

  /** What is known about when it starts, ends or why it does not. */
  public static String standing(FineTuningJob job) {
    FineTuningJob.Queue queue = job.queue();
    if (queue != null) {
      return queue.position() == null
          ? reason(queue.reason())
          : "place %d in line, %s".formatted(queue.position(), reason(queue.reason()));
    }
    FineTuningJob.JobError error = job.error();
    if (error != null) {
      return error.message();
    }
    Long finish = job.estimatedFinish();
    if (!job.status().isFinal() && finish != null) {
      long left = finish - Instant.now().getEpochSecond();
      return "about " + Show.duration(Duration.ofSeconds(Math.max(0, left))) + " left";
    }
    Long finished = job.finishedAt();
    return finished == null
        ? ""
        : "took " + Show.duration(Duration.ofSeconds(finished - job.createdAt()));
  }

  /** Whether somebody has to do something about it. */
  public static boolean needsAttention(FineTuningJob job) {
    FineTuningJob.Queue queue = job.queue();
    return job.error() != null
        || (queue != null && Objects.equals(queue.reason(), QueueReason.STORAGE_FULL));
  }

  private static String reason(QueueReason reason) {
    return switch (reason) {
      case WAITING_FOR_WORKER -> "waiting for a worker";
      case TENANT_LIMIT -> "as many of your jobs run as may at once";
      case YIELDED_TO_OTHER_TENANTS -> "made way for others; goes on by itself";
      case PAUSED -> "paused by you";
      case STORAGE_FULL -> "storage is full; resume it when there is space";
    };
  }
}
