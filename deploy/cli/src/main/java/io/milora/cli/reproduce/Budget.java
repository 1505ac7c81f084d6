package io.milora.cli.reproduce;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.time.Duration;

/** Scales a comparison so that it ends in time. */
final class Budget {
  /** Of the budget; the rest is for what other programs and long rows cost. */
  private static final double PLANNED = 0.85;

  /** Of the budget, for answers. */
  private static final double TESTS = 0.25;

  /** A second pass over fewer rows than this teaches less than a first over twice as many. */
  private static final int ROWS_WORTH_REPEATING = 128;

  /** Less than this teaches nothing that can be told from chance. */
  private static final int FEWEST_ROWS = 16;

  private Budget() {}

  /**
   * The largest scale, up to the one asked for, whose estimate stays within the planned part of a
   * budget: first fewer test rows, so that they take at most a quarter, then fewer training rows,
   * then fewer epochs.
   *
   * @throws InvalidInputException if the smallest comparison does not fit, with what it would need
   */
  static Scale fit(Scale asked, Workload work, Duration budget) {
    double seconds = budget.toMillis() / 1e3 * PLANNED;
    Scale tested = asked;
    double testSeconds = work.testSeconds(asked);
    if (testSeconds > TESTS * seconds) {
      int rows = (int) (asked.testRows() * TESTS * seconds / testSeconds);
      tested = asked.withTestRows(Math.max(FEWEST_ROWS, Math.min(rows, asked.testRows())));
    }
    int least = Math.min(ROWS_WORTH_REPEATING, asked.rows());
    for (int epochs = asked.epochs(); epochs > 1; epochs--) {
      Scale scale = tested.withEpochs(epochs);
      if (work.seconds(scale.withRows(least)) <= seconds) {
        return mostRows(scale, work, seconds);
      }
    }
    Scale once = tested.withEpochs(1);
    Scale smallest = once.withRows(Math.min(FEWEST_ROWS, asked.rows()));
    double needed = work.seconds(smallest);
    if (needed > seconds) {
      throw new InvalidInputException(
          new Problem(
              "--budget",
              "invalid_value",
              "--budget is %s; with these methods, tasks and seeds even %d rows of a task need about %s. Raise it, or compare fewer."
                  .formatted(
                      Durations.text(budget),
                      smallest.rows(),
                      Durations.text(Duration.ofSeconds((long) Math.ceil(needed / PLANNED))))));
    }
    return mostRows(once, work, seconds);
  }

  /** By bisection: the estimate grows with the rows. */
  private static Scale mostRows(Scale scale, Workload work, double seconds) {
    int fits = 1;
    int most = scale.rows();
    while (fits < most) {
      int middle = fits + Math.ceilDiv(most - fits, 2);
      if (work.seconds(scale.withRows(middle)) <= seconds) {
        fits = middle;
      } else {
        most = middle - 1;
      }
    }
    return scale.withRows(fits);
  }
}
