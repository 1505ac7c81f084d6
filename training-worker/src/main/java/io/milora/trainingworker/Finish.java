package io.milora.trainingworker;

import java.time.Duration;
import java.time.Instant;

/** Estimates when a run ends, from the pace of its own steps. Not thread-safe. */
final class Finish {
  private final Instant start;
  private int firstStep = -1;

  Finish(Instant start) {
    this.start = start;
  }

  /**
   * When the last step will be done.
   *
   * @param step just done, from 1; a resumed run does not begin with 1
   * @param totalSteps of the whole run
   */
  Instant estimate(Instant now, int step, int totalSteps) {
    if (firstStep < 0) {
      firstStep = step;
    }
    int done = step - firstStep + 1;
    Duration each = Duration.between(start, now).dividedBy(done);
    return now.plus(each.multipliedBy(totalSteps - step));
  }
}
