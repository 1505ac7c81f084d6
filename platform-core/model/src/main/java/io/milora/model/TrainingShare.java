package io.milora.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's share of training, as operators set it.
 *
 * @param weight of its trained tokens when tenants wait for each other, 0.01 to 100; usually 1
 * @param maxRunningJobs at once, 1 or more; null for no limit
 */
public record TrainingShare(double weight, @Nullable Integer maxRunningJobs) {
  public TrainingShare {
    List<Problem> problems = new ArrayList<>();
    if (!(weight >= 0.01 && weight <= 100)) {
      problems.add(Problem.outOfRange("weight", weight, "0.01 to 100"));
    }
    if (maxRunningJobs != null && maxRunningJobs < 1) {
      problems.add(
          Problem.outOfRange(
              "max_running_jobs", maxRunningJobs, "1 or more, or null for no limit"));
    }
    InvalidInputException.throwIfAny(problems);
  }
}
