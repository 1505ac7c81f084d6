package io.milora.engine.train;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers what a run tells, and stops it after some steps. */
final class Watcher implements TrainingListener {
  final List<StepMetrics> steps = new ArrayList<>();
  final List<Double> evaluations = new ArrayList<>();
  final List<Checkpoint> checkpoints = new ArrayList<>();
  final List<TrainingWarning> warnings = new ArrayList<>();
  private final @Nullable Integer stopAt;

  Watcher() {
    stopAt = null;
  }

  /** One that stops the run after so many steps of its own. */
  Watcher(int stopAt) {
    this.stopAt = stopAt;
  }

  @Override
  public void onStep(StepMetrics metrics) {
    steps.add(metrics);
  }

  @Override
  public void onEvaluation(int step, double devLoss, boolean best) {
    evaluations.add(devLoss);
  }

  @Override
  public void onCheckpoint(Checkpoint checkpoint) {
    checkpoints.add(checkpoint);
  }

  @Override
  public void onWarning(TrainingWarning warning) {
    warnings.add(warning);
  }

  @Override
  public boolean stopRequested() {
    return stopAt != null && steps.size() >= stopAt;
  }
}
