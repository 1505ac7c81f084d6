package io.milora.cli.reproduce;

import io.milora.engine.train.Checkpoint;
import io.milora.engine.train.DevScore;
import io.milora.engine.train.StepMetrics;
import io.milora.engine.train.TrainingListener;
import io.milora.engine.train.TrainingWarning;

/** Watches a cell's training: keeps its checkpoints, and counts what its steps cost. */
final class CellTraining implements TrainingListener {
  private final Cell cell;
  private final RunFolder folder;
  private final RunWatch watch;
  private TrainingCost cost = TrainingCost.NONE;
  private double cpuSecondsBefore;
  private double devLossBefore;
  private long tokens;

  CellTraining(Cell cell, RunFolder folder, RunWatch watch) {
    this.cell = cell;
    this.folder = folder;
    this.watch = watch;
    cpuSecondsBefore = TrainingCost.cpuSecondsUsed();
  }

  /** Counts on from where an earlier process left off. */
  void resume(RunFolder.Started from) {
    cost = from.cost();
    devLossBefore = from.devLossBefore();
    tokens = from.checkpoint().trainedTokens();
  }

  @Override
  public void onStep(StepMetrics metrics) {
    double used = TrainingCost.cpuSecondsUsed();
    cost =
        cost.plus(
            (metrics.trainedTokens() - tokens) / metrics.tokensPerSecond(),
            used - cpuSecondsBefore);
    cpuSecondsBefore = used;
    tokens = metrics.trainedTokens();
    watch.onStep(cell, metrics);
  }

  @Override
  public void onEvaluation(int step, DevScore score, boolean best) {
    if (step == 0) {
      devLossBefore = score.loss();
    }
    watch.onEvaluation(cell, step, score.loss());
    cpuSecondsBefore = TrainingCost.cpuSecondsUsed();
  }

  @Override
  public void onCheckpoint(Checkpoint checkpoint) {
    folder.write(cell, new RunFolder.Started(checkpoint, cost, devLossBefore));
  }

  @Override
  public void onWarning(TrainingWarning warning) {
    watch.onStage(warning.message());
  }

  @Override
  public boolean stopRequested() {
    return false;
  }

  /** Of all steps. */
  TrainingCost cost() {
    return cost;
  }

  long tokens() {
    return tokens;
  }

  /** Of the fresh adapter, nats. */
  double devLossBefore() {
    return devLossBefore;
  }
}
