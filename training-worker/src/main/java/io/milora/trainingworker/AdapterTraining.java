package io.milora.trainingworker;

import static io.milora.model.openai.FineTuningJobEvent.Level.INFO;
import static io.milora.model.openai.FineTuningJobEvent.Level.WARN;

import io.milora.artifacts.ArtifactStore;
import io.milora.engine.train.Checkpoint;
import io.milora.engine.train.TrainingDivergedException;
import io.milora.engine.train.TrainingListener;
import io.milora.model.ContentHash;
import io.milora.persistence.TrainingJobEntity;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;

/** Methods that train one adapter on one file: LoRA and MiLoRA. */
@ApplicationScoped
class AdapterTraining implements JobMethod {
  private final ArtifactStore artifacts;
  private final CheckpointStore checkpoints;
  private final TrainingConfig config;

  AdapterTraining(ArtifactStore artifacts, CheckpointStore checkpoints, TrainingConfig config) {
    this.artifacts = artifacts;
    this.checkpoints = checkpoints;
    this.config = config;
  }

  @Override
  public TrainedAdapter train(RunningJob job, LoadedBase base) throws IOException {
    TrainingRows rows = rows(job, base);
    Checkpoint resume = checkpoints.newest(job.lease(), Stage.ONLY);
    if (resume != null) {
      job.tell(INFO, "Training goes on from the checkpoint of step " + resume.step());
    }
    try (EventWriter writer = job.newEventWriter(config.flush())) {
      TrainingListener.Outcome outcome =
          base.trainer()
              .train(
                  job.plan(),
                  rows.training().examples(),
                  rows.dev().examples(),
                  resume,
                  new JobListener(
                      job,
                      base,
                      writer,
                      checkpoints,
                      Stage.ONLY,
                      checkpoint -> base.trainer().adapter(job.plan(), checkpoint)));
      writer.flush();
      return new TrainedAdapter(
          outcome.adapter(), outcome.steps(), outcome.stopped(), dev(job, rows));
    } catch (TrainingDivergedException e) {
      throw e.inFiles(rows.training().numbers(), rows.dev().numbers());
    }
  }

  private static DevRows dev(RunningJob job, TrainingRows rows) {
    String dataset = job.asked().validationHash;
    return dataset == null
        ? DevRows.NONE
        : new DevRows(new ContentHash(dataset), rows.dev().evaluationRows(null));
  }

  private TrainingRows rows(RunningJob job, LoadedBase base) throws IOException {
    TrainingJobEntity asked = job.asked();
    int maxLength = job.plan().training().maxLength();
    TrainingRows rows =
        TrainingRows.read(
            artifacts,
            base.model().encoder(),
            maxLength,
            new ContentHash(asked.trainingHash),
            asked.validationHash == null ? null : new ContentHash(asked.validationHash));
    job.tell(
        INFO,
        "Files are read: %d training rows, %d validation rows"
            .formatted(rows.training().examples().size(), rows.dev().examples().size()));
    int cut = rows.training().cut() + rows.dev().cut();
    if (cut > 0) {
      job.tell(
          WARN,
          "The responses of %d rows go beyond max_length (%d tokens) and were cut off there"
              .formatted(cut, maxLength));
    }
    return rows;
  }
}
