package io.milora.trainingworker;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.train.Checkpoint;
import io.milora.engine.train.DevScore;
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
  private @Nullable StepMetrics newestStep;
  private @Nullable DevScore newestScore;

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
    newestStep = metrics;
    trainedTokens = metrics.trainedTokens();
    lastStepDone = metrics.step() == metrics.totalSteps();
    events.progress(
        stage.tokensBefore() + trainedTokens,
        finish.estimate(Instant.now(), metrics.step(), metrics.totalSteps()));
    events.metrics(
        stage.tell(
            "Step %d/%d: training loss=%.4f", metrics.step(), metrics.totalSteps(), metrics.loss()),
        MiloraJson.write(StepData.of(stage, metrics)));
  }

  @Override
  public void onEvaluation(int step, DevScore score, boolean best) {
    newestScore = score;
    double perplexity = Math.exp(score.loss());
    events.metrics(
        stage.tell(
            "Step %d: validation loss=%.4f, perplexity=%.3f", step, score.loss(), perplexity),
        MiloraJson.write(EvaluationData.of(stage, step, score, best)));
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

  /** What leads to a state is told first: whoever goes on from it does not tell it again. */
  private void keep(Checkpoint checkpoint) {
    events.flush();
    try {
      checkpoints.save(
          job.lease(),
          stage,
          checkpoint,
          adapters.apply(checkpoint),
          base,
          MiloraJson.write(metrics(checkpoint)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The dev set is always measured whole. */
  private FineTuningJobCheckpoint.Metrics metrics(Checkpoint checkpoint) {
    StepMetrics trained = newestStep;
    DevScore measured = newestScore;
    Double validLoss = measured == null ? null : measured.loss();
    Double validAccuracy = measured == null ? null : measured.accuracy();
    return new FineTuningJobCheckpoint.Metrics(
        (double) stage.stepsBefore() + checkpoint.step(),
        trained == null ? null : trained.loss(),
        trained == null ? null : trained.accuracy(),
        validLoss,
        validAccuracy,
        validLoss,
        validAccuracy);
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
