package io.milora.cli.reproduce;

import io.milora.engine.train.StepMetrics;

/** Follows a comparison; called on its thread. */
interface RunWatch {
  /** The plan is made, or was found. */
  void onPlan(ComparisonPlan plan, boolean resumed);

  /** Something begins that is no cell's training, or a training warns. */
  void onStage(String what);

  /**
   * A cell begins or goes on.
   *
   * @param step steps done by an earlier process
   */
  void onCell(Cell cell, int step);

  /** An optimiser step was done. */
  void onStep(Cell cell, StepMetrics metrics);

  /** The dev rows were measured. */
  void onEvaluation(Cell cell, int step, double devLoss);

  /** A cell is done. */
  void onResult(CellResult result);
}
