package io.milora.engine.testing;

import io.milora.engine.train.Checkpoint;
import io.milora.engine.train.DevScore;
import io.milora.engine.train.StepMetrics;
import io.milora.engine.train.TrainingListener;
import io.milora.engine.train.TrainingWarning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers what a run tells, and stops it after some steps. */
public final class Watcher implements TrainingListener {
  public final List<StepMetrics> steps = new ArrayList<>();
  public final List<Double> evaluations = new ArrayList<>();
  public final List<@Nullable Double> accuracies = new ArrayList<>();
  public final List<Checkpoint> checkpoints = new ArrayList<>();
  public final List<TrainingWarning> warnings = new ArrayList<>();
  private final @Nullable Integer stopAt;

  public Watcher() {
    stopAt = null;
  }

  /** One that stops the run after so many steps of its own. */
  public Watcher(int stopAt) {
    this.stopAt = stopAt;
  }

  @Override
  public void onStep(StepMetrics metrics) {
    steps.add(metrics);
  }

  @Override
  public void onEvaluation(int step, DevScore score, boolean best) {
    evaluations.add(score.loss());
    accuracies.add(score.accuracy());
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
