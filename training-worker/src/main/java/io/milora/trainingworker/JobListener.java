package io.milora.trainingworker;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.train.Checkpoint;
import io.milora.engine.train.StepMetrics;
import io.milora.engine.train.TrainingListener;
import io.milora.engine.train.TrainingWarning;
import io.milora.model.json.MiloraJson;
import io.milora.model.openai.FineTuningJobCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a run visible as events, keeps its states, and stops it when asked. */
final class JobListener implements TrainingListener {
  private final RunningJob job;
  private final LoadedBase base;
  private final Function<Checkpoint, Adapter> adapters;
  private final EventWriter events;
  private final CheckpointStore checkpoints;
  private final Stage stage;
  private final Finish finish = new Finish(Instant.now());
  private long trainedTokens;
  private boolean lastStepDone;
  private int keptStep = -1;
  private long keptTokens = -1;
  private @Nullable Double trainLoss;
  private @Nullable Double validLoss;

  /**
   * Of one stage.
   *
   * @param adapters what a checkpoint of this stage answers with
   */
  JobListener(
      RunningJob job,
      LoadedBase base,
      EventWriter events,
      CheckpointStore checkpoints,
      Stage stage,
      Function<Checkpoint, Adapter> adapters) {
    this.job = job;
    this.base = base;
    this.adapters = adapters;
    this.events = events;
    this.checkpoints = checkpoints;
    this.stage = stage;
  }

  @Override
  public void onStep(StepMetrics metrics) {
    trainLoss = metrics.loss();
    trainedTokens = metrics.trainedTokens();
    lastStepDone = metrics.step() == metrics.totalSteps();
    events.progress(
        stage.tokensBefore() + trainedTokens,
        finish.estimate(Instant.now(), metrics.step(), metrics.totalSteps()));
    events.metrics(
        stage.tell(
            "Step %d/%d: training loss=%.4f", metrics.step(), metrics.totalSteps(), metrics.loss()),
        MiloraJson.write(StepData.of(metrics)));
  }

  @Override
  public void onEvaluation(int step, double devLoss, boolean best) {
    validLoss = devLoss;
    events.metrics(
        stage.tell(
            "Step %d: validation loss=%.4f, perplexity=%.3f", step, devLoss, Math.exp(devLoss)),
        MiloraJson.write(new EvaluationData(step, devLoss, Math.exp(devLoss), best)));
  }

  /**
   * A state that cannot be kept fails the job: the next crash would cost all since the last one.
   */
  @Override
  public void onCheckpoint(Checkpoint checkpoint) {
    if (checkpoint.step() == 0 && stage.stepsBefore() > 0) {
      return; // It has the number of the earlier stage's last one, and costs nothing to make anew.
    }
    if (checkpoint.step() != keptStep) {
      keep(checkpoint);
    }
    if (!lastStepDone && job.stopReason() == null) {
      // All tokens of a slice are known once there were two checkpoints.
      long slice = checkpoint.trainedTokens() - keptTokens;
      job.askForTurn(
          stage.tokensBefore() + checkpoint.trainedTokens(),
          keptTokens < 0 || slice < 1 ? null : slice);
    }
    keptStep = checkpoint.step();
    keptTokens = checkpoint.trainedTokens();
  }

  private void keep(Checkpoint checkpoint) {
    FineTuningJobCheckpoint.Metrics metrics =
        new FineTuningJobCheckpoint.Metrics(
            (double) stage.stepsBefore() + checkpoint.step(),
            trainLoss,
            null,
            validLoss,
            null,
            validLoss,
            null);
    try {
      checkpoints.save(
          job.lease(),
          stage,
          checkpoint,
          adapters.apply(checkpoint),
          base,
          MiloraJson.write(metrics));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of this stage, as far as there were steps. */
  long trainedTokens() {
    return trainedTokens;
  }

  @Override
  public void onWarning(TrainingWarning warning) {
    events.warning(warning.message());
  }

  @Override
  public boolean stopRequested() {
    return job.stopRequested();
  }
}
