package io.milora.console.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job to queue; what is null is left to the platform.
 *
 * @param suffix becomes part of the model's name
 * @param dryRun true to be told only what the job would be
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NewJob(
    String model,
    String trainingFile,
    @Nullable String validationFile,
    @Nullable String suffix,
    @Nullable Integer seed,
    Method method,
    @Nullable Boolean dryRun) {

  /** A job that leaves everything to the platform. */
  public static NewJob usual(String model, String trainingFile) {
    return new NewJob(model, trainingFile, null, null, null, Method.milora(Map.of()), null);
  }

  /** The same job, only tried out. */
  public NewJob tryOut() {
    return new NewJob(model, trainingFile, validationFile, suffix, seed, method, true);
  }

  /** The adapter method; its settings stand under its own name. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Method(String type, @Nullable Settings milora, @Nullable Settings lora) {
    /** MiLoRA with these hyperparameters, by their names in JSON. */
    public static Method milora(Map<String, Object> hyperparameters) {
      return new Method("milora", new Settings(hyperparameters), null);
    }

    /** Plain LoRA with these hyperparameters, by their names in JSON. */
    public static Method lora(Map<String, Object> hyperparameters) {
      return new Method("lora", null, new Settings(hyperparameters));
    }
  }

  /** Hyperparameters by their names in JSON; those left out have their defaults. */
  public record Settings(Map<String, Object> hyperparameters) {}
}
