package io.milora.cli.reproduce;

import java.util.List;

/** How long a comparison still takes, by its plan's costs and how they turned out. */
final class Forecast {
  private final ComparisonPlan plan;
  private final List<Cell> cells;
  private int current = -1;
  private double share;
  private double shareAtStart;
  private long started;
  private double expected;
  private double taken;

  Forecast(ComparisonPlan plan) {
    this.plan = plan;
    cells = plan.cells();
  }

  /**
   * A cell begins or goes on; those before it are done.
   *
   * @return its number among all, for people
   */
  String begin(Cell cell, int step) {
    current = cells.indexOf(cell);
    started = System.nanoTime();
    share = step == 0 ? 0 : Double.NaN; // how much was done is known with the next step
    shareAtStart = 0;
    return "[%d/%d]".formatted(current + 1, cells.size());
  }

  /** The running cell did a step. */
  void progress(int step, int steps) {
    double now = (double) step / steps;
    if (Double.isNaN(share)) {
      shareAtStart = (double) (step - 1) / steps;
    }
    share = now;
  }

  /** The running cell is done. */
  void end() {
    if (shareAtStart == 0) {
      expected += seconds(cells.get(current));
      taken += (System.nanoTime() - started) / 1e9;
    }
    share = 1;
  }

  /** Of the running cell and those after it. */
  double secondsLeft() {
    double left = 0;
    for (int i = Math.max(current, 0); i < cells.size(); i++) {
      double done = i == current && !Double.isNaN(share) ? share : 0;
      left += seconds(cells.get(i)) * (1 - done);
    }
    return left * (expected == 0 ? 1 : taken / expected);
  }

  private double seconds(Cell cell) {
    return plan.workload().cellSeconds(cell.method(), cell.setting(), plan.scale());
  }
}
