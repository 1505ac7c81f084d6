package io.milora.trainingworker;

import static io.milora.model.openai.FineTuningJobEvent.Level.INFO;
import static io.milora.model.openai.FineTuningJobEvent.Level.WARN;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.milora.artifacts.ArtifactStore;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.train.Checkpoint;
import io.milora.engine.train.TrainingListener;
import io.milora.model.MethodSettings;
import io.milora.model.Mixture;
import io.milora.model.TrainingPlan;
import io.milora.model.json.MiloraJson;
import io.milora.persistence.TrainedExpert;
import io.milora.persistence.TrainedExperts;
import io.milora.persistence.TrainingJobEntity;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Mixture-of-LoRAs: trains the LoRA of each domain that has none, one after the other, then the
 * routers on the rows of all domains. A finished LoRA is kept at once, so that a job that is taken
 * up again goes on in the stage it was in.
 */
@ApplicationScoped
class MixtureTraining implements JobMethod {
  private final ArtifactStore artifacts;
  private final CheckpointStore checkpoints;
  private final AdapterStore adapters;
  private final TrainedExperts trained;
  private final TrainingConfig config;

  MixtureTraining(
      ArtifactStore artifacts,
      CheckpointStore checkpoints,
      AdapterStore adapters,
      TrainedExperts trained,
      TrainingConfig config) {
    this.artifacts = artifacts;
    this.checkpoints = checkpoints;
    this.adapters = adapters;
    this.trained = trained;
    this.config = config;
  }

  @Override
  public TrainedAdapter train(RunningJob job, LoadedBase base) throws IOException {
    Mixture mixture = mixture(job.asked());
    DomainRows rows = rows(job, base, mixture);
    Map<String, TrainedExpert> finished =
        trained.list(job.lease().tenant(), job.lease().jobId()).stream()
            .collect(Collectors.toMap(TrainedExpert::domain, Function.identity()));
    List<LoraAdapter> loras = new ArrayList<>();
    Stage stage = Stage.ONLY;
    for (int i = 0; i < mixture.domains().size(); i++) {
      Mixture.Domain domain = mixture.domains().get(i);
      TrainedExpert done = finished.get(domain.name());
      if (domain.expert() != null) {
        loras.add(adapters.get(domain.expert(), base.model()));
        continue;
      }
      if (done == null) {
        StageOutcome outcome = trainExpert(job, base, stage.named(domain.name()), rows.of(i));
        if (outcome.stopped()) {
          return outcome.trained(stage, rows);
        }
        done = keep(job, base, domain, outcome);
      }
      loras.add((LoraAdapter) adapters.get(done.content(), base.model()));
      stage = stage.after(done.steps(), done.trainedTokens());
    }
    return trainRouters(job, base, stage, loras, rows).trained(stage, rows);
  }

  /** What a stage gave; tokens are this stage's. */
  private record StageOutcome(TrainingListener.Outcome outcome, long tokens) {
    boolean stopped() {
      return outcome.stopped();
    }

    TrainedAdapter trained(Stage stage, DomainRows rows) {
      return new TrainedAdapter(
          outcome.adapter(),
          stage.stepsBefore() + outcome.steps(),
          outcome.stopped(),
          rows.devRows());
    }
  }

  /** A training run from a checkpoint, or from the beginning if it is null. */
  private interface Run {
    TrainingListener.Outcome from(@Nullable Checkpoint resume, TrainingListener listener);
  }

  private StageOutcome trainExpert(RunningJob job, LoadedBase base, Stage stage, TrainingRows rows)
      throws IOException {
    job.tell(INFO, stage.tell("its LoRA is being trained"));
    TrainingPlan plan =
        new TrainingPlan(
            new MethodSettings.Lora(job.plan().method().lora()), job.plan().training());
    return run(
        job,
        base,
        stage,
        checkpoint -> base.trainer().adapter(plan, checkpoint),
        (resume, listener) ->
            base.trainer()
                .train(plan, rows.training().examples(), rows.dev().examples(), resume, listener));
  }

  private StageOutcome trainRouters(
      RunningJob job, LoadedBase base, Stage stage, List<LoraAdapter> loras, DomainRows rows)
      throws IOException {
    job.tell(INFO, "The routers are being trained on the rows of all domains");
    return run(
        job,
        base,
        stage,
        checkpoint -> base.trainer().mixture(job.plan(), loras, checkpoint),
        (resume, listener) ->
            base.trainer()
                .trainRouters(job.plan(), loras, rows.training(), rows.dev(), resume, listener));
  }

  private StageOutcome run(
      RunningJob job, LoadedBase base, Stage stage, Function<Checkpoint, Adapter> adapters, Run run)
      throws IOException {
    Checkpoint resume = checkpoints.newest(job.lease(), stage);
    if (resume != null) {
      job.tell(INFO, stage.tell("Training goes on from the checkpoint of step %d", resume.step()));
    }
    try (EventWriter writer = job.newEventWriter(config.flush())) {
      JobListener listener = new JobListener(job, base, writer, checkpoints, stage, adapters);
      TrainingListener.Outcome outcome = run.from(resume, listener);
      writer.flush();
      long before = resume == null ? 0 : resume.trainedTokens();
      return new StageOutcome(outcome, Math.max(before, listener.trainedTokens()));
    }
  }

  private TrainedExpert keep(
      RunningJob job, LoadedBase base, Mixture.Domain domain, StageOutcome outcome)
      throws IOException {
    TrainedExpert expert =
        new TrainedExpert(
            domain.name(),
            adapters.put(outcome.outcome().adapter(), base),
            outcome.outcome().steps(),
            outcome.tokens());
    trained.add(job.lease(), expert);
    return expert;
  }

  private DomainRows rows(RunningJob job, LoadedBase base, Mixture mixture) throws IOException {
    int maxLength = job.plan().training().maxLength();
    DomainRows rows = DomainRows.read(artifacts, base.model().encoder(), maxLength, mixture);
    job.tell(INFO, "Files are read: " + rows.summary());
    if (rows.cut() > 0) {
      job.tell(
          WARN,
          "The responses of %d rows go beyond max_length (%d tokens) and were cut off there"
              .formatted(rows.cut(), maxLength));
    }
    return rows;
  }

  /** The mixture that a job was asked for. */
  static Mixture mixture(TrainingJobEntity job) {
    try {
      return MiloraJson.mapper()
          .readValue(Objects.requireNonNull(job.mixture, "a mixture"), Mixture.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Job " + job.id + " has unreadable domains", e);
    }
  }
}
