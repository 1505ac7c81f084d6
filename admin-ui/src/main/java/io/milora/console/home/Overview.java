package io.milora.console.home;

import io.milora.console.jobs.JobTexts;
import io.milora.console.platform.Caller;
import io.milora.console.platform.ControlPlane;
import io.milora.model.JobStatus;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.FineTuningJobEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a tenant's home shows.
 *
 * @param attention jobs that somebody should look at
 * @param active jobs that run or wait
 * @param jobs how many of the newest were looked at
 * @param succeeded how many of these succeeded
 */
record Overview(List<FineTuningJob> attention, List<Active> active, int jobs, int succeeded) {
  private static final int LOOKED_AT = 100;
  private static final int NEWEST_EVENTS = 5;
  private static final Duration RECENT = Duration.ofDays(7);

  /**
   * A job that is not finished.
   *
   * @param done share of its steps, 0 to 1; negative before the first
   */
  record Active(FineTuningJob job, double done) {}

  /** Asks the platform. */
  static Overview read(ControlPlane plane, Caller caller) {
    List<FineTuningJob> jobs = plane.jobs(caller, null, LOOKED_AT).data();
    List<Active> active = new ArrayList<>();
    for (FineTuningJob job : jobs) {
      if (!job.status().isFinal()) {
        active.add(new Active(job, done(plane, caller, job).orElse(-1)));
      }
    }
    long since = Instant.now().minus(RECENT).getEpochSecond();
    return new Overview(
        jobs.stream()
            .filter(job -> job.createdAt() > since && JobTexts.needsAttention(job))
            .toList(),
        active,
        jobs.size(),
        (int) jobs.stream().filter(job -> job.status() == JobStatus.SUCCEEDED).count());
  }

  private static OptionalDouble done(ControlPlane plane, Caller caller, FineTuningJob job) {
    if (job.status() != JobStatus.RUNNING) {
      return OptionalDouble.empty();
    }
    return plane.events(caller, job.id(), null, NEWEST_EVENTS).data().stream()
        .map(FineTuningJobEvent::data)
        .filter(data -> data != null && data.path("total_steps").intValue() > 0)
        .mapToDouble(data -> data.path("step").doubleValue() / data.get("total_steps").intValue())
        .findFirst();
  }
}
