package io.milora.cli.seed;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * How much there is to be.
 *
 * @param tenants 1 to 999
 * @param jobs 20 or more, of all tenants
 * @param adapters from {@code tenants} to three quarters of the jobs
 * @param days that were served, 1 to 400
 */
record SeedSize(int tenants, int jobs, int adapters, int days) {
  private static final int MOST_TENANTS = 999;
  private static final int FEWEST_JOBS = 20;
  private static final int MOST_DAYS = 400;

  SeedSize {
    List<Problem> problems = new ArrayList<>();
    if (tenants < 1 || tenants > MOST_TENANTS) {
      problems.add(Problem.outOfRange("--tenants", tenants, "1 to " + MOST_TENANTS));
    }
    if (jobs < FEWEST_JOBS) {
      problems.add(Problem.outOfRange("--jobs", jobs, FEWEST_JOBS + " or more"));
    }
    if (adapters < tenants || adapters > jobs * 3 / 4) {
      problems.add(
          Problem.outOfRange(
              "--adapters", adapters, "as many as tenants, up to three quarters of the jobs"));
    }
    if (days < 1 || days > MOST_DAYS) {
      problems.add(Problem.outOfRange("--days", days, "1 to " + MOST_DAYS));
    }
    InvalidInputException.throwIfAny(problems);
  }
}
