package io.milora.cli.reproduce;

import java.util.List;
import java.util.Map;

/**
 * What a comparison costs.
 *
 * @param tasks that are compared on
 * @param seeds number of seeds
 * @param costs measured
 */
record Workload(List<TaskSize> tasks, int seeds, Costs costs) {
  /** Measurements of the dev rows in a cell after the one at its start. */
  static final int EVALUATIONS = 8;

  /** A forward pass without gradients, as a share of a training step on the same rows. */
  private static final double FORWARD = 0.4;

  /** Answers with an adapter are slower than those of the bare base, which were timed. */
  private static final double ADAPTED = 1.5;

  /**
   * One task.
   *
   * @param trainRows that it has
   * @param testRows that it has
   * @param rowTokens mean tokens of a training row
   */
  record TaskSize(String name, int trainRows, int testRows, double rowTokens) {}

  /**
   * Measured on this machine.
   *
   * @param trainTokenSeconds for each method, seconds that a trained token takes
   * @param testRowSeconds seconds that an answer of the base model takes
   */
  record Costs(Map<String, Double> trainTokenSeconds, double testRowSeconds) {
    public Costs {
      trainTokenSeconds = Map.copyOf(trainTokenSeconds);
    }
  }

  Workload {
    tasks = List.copyOf(tasks);
  }

  /** Seconds of all cells and of the bare base's answers. */
  double seconds(Scale scale) {
    double methods =
        costs.trainTokenSeconds().keySet().stream()
            .mapToDouble(
                method ->
                    Cell.settings(tasks.stream().map(TaskSize::name).toList()).stream()
                        .mapToDouble(setting -> cellSeconds(method, setting, scale))
                        .sum())
            .sum();
    return seeds * methods + testSeconds(Cell.MIXED, scale) / ADAPTED;
  }

  /** Seconds of one cell. */
  double cellSeconds(String method, String setting, Scale scale) {
    double tokens = 0;
    for (TaskSize task : of(setting)) {
      double rows = (double) Math.min(scale.rows(), task.trainRows()) * scale.epochs();
      double measured = (EVALUATIONS + 1) * FORWARD * scale.devRows();
      tokens += task.rowTokens() * (rows + measured);
    }
    return tokens * costs.trainTokenSeconds().getOrDefault(method, 0.0)
        + testSeconds(setting, scale);
  }

  private double testSeconds(String setting, Scale scale) {
    return ADAPTED
        * costs.testRowSeconds()
        * of(setting).stream().mapToInt(t -> Math.min(scale.testRows(), t.testRows())).sum();
  }

  /** Seconds of all cells' and the base's answers. */
  double testSeconds(Scale scale) {
    return seconds(scale) - seconds(scale.withTestRows(0));
  }

  private List<TaskSize> of(String setting) {
    return setting.equals(Cell.MIXED)
        ? tasks
        : tasks.stream().filter(task -> task.name().equals(setting)).toList();
  }
}
