package io.milora.trainingworker;

import io.milora.engine.train.Checkpoint;
import io.milora.engine.train.StepMetrics;
import io.milora.engine.train.TrainingListener;
import io.milora.model.json.MiloraJson;
import io.milora.model.openai.FineTuningJobCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes a run visible as events, keeps its states, and stops it when asked. */
final class JobListener implements TrainingListener {
  private final RunningJob job;
  private final EventWriter events;
  private final CheckpointStore checkpoints;
  private final Finish finish = new Finish(Instant.now());
  private @Nullable Double trainLoss;
  private @Nullable Double validLoss;

  JobListener(RunningJob job, EventWriter events, CheckpointStore checkpoints) {
    this.job = job;
    this.events = events;
    this.checkpoints = checkpoints;
  }

  @Override
  public void onStep(StepMetrics metrics) {
    trainLoss = metrics.loss();
    events.progress(
        metrics.trainedTokens(),
        finish.estimate(Instant.now(), metrics.step(), metrics.totalSteps()));
    events.metrics(
        format(
            "Step %d/%d: training loss=%.4f", metrics.step(), metrics.totalSteps(), metrics.loss()),
        MiloraJson.write(StepData.of(metrics)));
  }

  @Override
  public void onEvaluation(int step, double devLoss, boolean best) {
    validLoss = devLoss;
    events.metrics(
        format("Step %d: validation loss=%.4f, perplexity=%.3f", step, devLoss, Math.exp(devLoss)),
        MiloraJson.write(new EvaluationData(step, devLoss, Math.exp(devLoss), best)));
  }

  /**
   * A state that cannot be kept fails the job: the next crash would cost all since the last one.
   */
  @Override
  public void onCheckpoint(Checkpoint checkpoint) {
    FineTuningJobCheckpoint.Metrics metrics =
        new FineTuningJobCheckpoint.Metrics(
            (double) checkpoint.step(), trainLoss, null, validLoss, null, validLoss, null);
    try {
      checkpoints.save(job.lease(), checkpoint, MiloraJson.write(metrics));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean stopRequested() {
    return job.stopReason() != null;
  }

  private static String format(String template, Object... values) {
    return String.format(Locale.ROOT, template, values);
  }
}
