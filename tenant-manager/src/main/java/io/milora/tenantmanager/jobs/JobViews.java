package io.milora.tenantmanager.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.model.Hyperparameters;
import io.milora.model.Mixture;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.FineTuningJob.JobError;
import io.milora.model.openai.FineTuningJob.LegacyHyperparameters;
import io.milora.model.openai.FineTuningJob.Method;
import io.milora.model.openai.FineTuningJob.MethodSettings;
import io.milora.model.openai.FineTuningJob.MixtureDomain;
import io.milora.model.openai.FineTuningJob.MixtureSettings;
import io.milora.model.openai.FineTuningJobCheckpoint;
import io.milora.model.openai.FineTuningJobEvent;
import io.milora.persistence.BaseModelEntity;
import io.milora.persistence.CheckpointEntity;
import io.milora.persistence.Checkpoints;
import io.milora.persistence.JobEventEntity;
import io.milora.persistence.TrainingJobEntity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Shows jobs as OpenAI does. */
@ApplicationScoped
class JobViews {
  private final ObjectMapper json;

  JobViews(ObjectMapper json) {
    this.json = json;
  }

  FineTuningJob job(
      TrainingJobEntity job, BaseModelEntity base, FineTuningJob.@Nullable Queue queue) {
    Hyperparameters settings = read(job.hyperparameters, new TypeReference<>() {});
    return new FineTuningJob(
        job.id,
        FineTuningJob.OBJECT,
        job.createdAt.getEpochSecond(),
        seconds(job.finishedAt),
        seconds(job.estimatedFinish),
        job.baseModel,
        job.fineTunedModel,
        job.tenantId,
        job.status,
        job.trainingFile,
        job.validationFile,
        job.resultFile == null ? List.of() : List.of(job.resultFile),
        job.trainedTokens,
        job.seed,
        legacy(settings, base),
        error(job),
        job.metadata == null ? Map.of() : read(job.metadata, new TypeReference<>() {}),
        job.suffix,
        method(job, settings),
        queue);
  }

  /**
   * A job that is not kept.
   *
   * @param files what it reads
   */
  DryRun dryRun(TrainingJobEntity job, BaseModelEntity base, List<DryRun.Rows> files) {
    Hyperparameters settings = read(job.hyperparameters, new TypeReference<>() {});
    long rows =
        files.stream()
            .filter(file -> file.purpose().equals("training_file"))
            .mapToLong(DryRun.Rows::rows)
            .sum();
    long steps =
        resolved(settings.nEpochs()) * Math.ceilDiv(rows, (long) resolved(settings.batchSize()));
    return new DryRun(
        DryRun.OBJECT,
        job.baseModel,
        job.seed,
        legacy(settings, base),
        method(job, settings),
        files,
        new DryRun.Estimate(job.estimatedTokens, steps));
  }

  FineTuningJobEvent event(JobEventEntity event) {
    return new FineTuningJobEvent(
        event.id,
        FineTuningJobEvent.OBJECT,
        event.createdAt.getEpochSecond(),
        event.level,
        event.message,
        event.type,
        event.data == null ? null : read(event.data, new TypeReference<JsonNode>() {}));
  }

  FineTuningJobCheckpoint checkpoint(
      TrainingJobEntity job, String tenantName, CheckpointEntity checkpoint) {
    return new FineTuningJobCheckpoint(
        checkpoint.id,
        FineTuningJobCheckpoint.OBJECT,
        checkpoint.createdAt.getEpochSecond(),
        job.id,
        Checkpoints.modelName(job, tenantName, checkpoint.step),
        checkpoint.step,
        read(checkpoint.metrics, new TypeReference<>() {}));
  }

  private static LegacyHyperparameters legacy(Hyperparameters settings, BaseModelEntity base) {
    return new LegacyHyperparameters(
        resolved(settings.nEpochs()),
        resolved(settings.batchSize()),
        resolved(settings.learningRate()) / base.defaultLearningRate);
  }

  private Method method(TrainingJobEntity job, Hyperparameters settings) {
    MethodSettings shown = new MethodSettings(settings);
    return switch (job.method) {
      case io.milora.model.MethodSettings.Lora.NAME -> new Method(job.method, null, shown, null);
      case io.milora.model.MethodSettings.Moa.NAME ->
          new Method(job.method, null, null, mixture(job, settings));
      default -> new Method(job.method, shown, null, null);
    };
  }

  private MixtureSettings mixture(TrainingJobEntity job, Hyperparameters settings) {
    Mixture mixture =
        read(
            Objects.requireNonNull(job.mixture, "Jobs of method moa are kept with their domains"),
            new TypeReference<>() {});
    return new MixtureSettings(
        settings,
        mixture.domains().stream().map(JobViews::domain).toList(),
        mixture.select(),
        mixture.tuneExperts());
  }

  private static MixtureDomain domain(Mixture.Domain domain) {
    Mixture.Expert expert = domain.expert();
    return new MixtureDomain(
        domain.name(),
        domain.trainingFile(),
        domain.validationFile(),
        expert == null ? null : expert.model());
  }

  private static @Nullable JobError error(TrainingJobEntity job) {
    return job.errorCode == null
        ? null
        : new JobError(
            job.errorCode, Objects.requireNonNullElse(job.errorMessage, ""), job.errorParam);
  }

  private static <T> T resolved(@Nullable T value) {
    return Objects.requireNonNull(value, "Jobs are kept with every hyperparameter resolved");
  }

  private static @Nullable Long seconds(@Nullable Instant time) {
    return time == null ? null : time.getEpochSecond();
  }

  private <T> T read(String text, TypeReference<T> type) {
    try {
      return json.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "The database holds JSON that does not fit " + type.getType(), e);
    }
  }
}
