package io.milora.model.openai;

import io.milora.model.DomainSelect;
import io.milora.model.Hyperparameters;
import io.milora.model.JobStatus;
import io.milora.model.QueueReason;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fine-tuning job as the API shows it. Times are seconds since 1970.
 *
 * @param fineTunedModel the model to call, once the job has succeeded
 * @param organizationId the tenant
 * @param trainedTokens response tokens trained on so far, null before the job runs
 * @param hyperparameters OpenAI's three, resolved
 * @param method the adapter method with all its hyperparameters, resolved
 * @param queue where the job stands if it waits or is paused, else null
 */
public record FineTuningJob(
    String id,
    String object,
    long createdAt,
    @Nullable Long finishedAt,
    @Nullable Long estimatedFinish,
    String model,
    @Nullable String fineTunedModel,
    String organizationId,
    JobStatus status,
    String trainingFile,
    @Nullable String validationFile,
    List<String> resultFiles,
    @Nullable Long trainedTokens,
    int seed,
    LegacyHyperparameters hyperparameters,
    @Nullable JobError error,
    Map<String, String> metadata,
    @Nullable String suffix,
    Method method,
    @Nullable Queue queue) {

  /** The value of {@link #object()}. */
  public static final String OBJECT = "fine_tuning.job";

  /**
   * OpenAI's hyperparameters, resolved.
   *
   * @param learningRateMultiplier the rate in multiples of the base model's default
   */
  public record LegacyHyperparameters(int nEpochs, int batchSize, double learningRateMultiplier) {}

  /**
   * Where a waiting job stands.
   *
   * @param position from 1: how many jobs of all tenants are expected to start until this one has,
   *     by what is known now; null if the job is paused
   */
  public record Queue(@Nullable Integer position, QueueReason reason) {}

  /** Why a job failed. */
  public record JobError(String code, String message, @Nullable String param) {}

  /**
   * The adapter method. The settings stand under the method's own name, as OpenAI has it.
   *
   * @param type {@code milora}, {@code lora} or {@code moa}
   * @param milora settings if the type is {@code milora}
   * @param lora settings if the type is {@code lora}
   * @param moa settings if the type is {@code moa}
   */
  public record Method(
      String type,
      @Nullable MethodSettings milora,
      @Nullable MethodSettings lora,
      @Nullable MixtureSettings moa) {}

  /**
   * Settings of a Mixture-of-LoRAs.
   *
   * @param hyperparameters of the LoRAs that the job trains, and of the routers' training
   * @param domains in the order of the routers' columns
   */
  public record MixtureSettings(
      Hyperparameters hyperparameters,
      List<MixtureDomain> domains,
      DomainSelect select,
      boolean tuneExperts) {}

  /**
   * A domain of a mixture.
   *
   * @param trainingFile its rows
   * @param adapter the version that its expert is, or is part of; null if the job trains it
   */
  public record MixtureDomain(
      String name,
      String trainingFile,
      @Nullable String validationFile,
      @Nullable String adapter) {}

  /** Settings of a method. */
  public record MethodSettings(Hyperparameters hyperparameters) {}
}
