package io.milora.tenantmanager.jobs;

import io.milora.model.Hyperparameters;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of a new job as the OpenAPI document shows it; {@link JobRequestReader} reads it. */
@Schema(name = "CreateFineTuningJobRequest")
record JobRequestSchema(
    @Schema(required = true, description = "Name of a base model") String model,
    @Schema(
            description =
                "Id of a file; required, but for method moa, where it is the first domain's if"
                    + " that names none")
        @Nullable String trainingFile,
    @Nullable String validationFile,
    @Schema(description = "1 to 64 characters of a-z, 0-9 and -; becomes part of the model's name")
        @Nullable String suffix,
    @Schema(minimum = "0", maximum = "2147483647") @Nullable Integer seed,
    @Nullable Method method,
    @Schema(description = "OpenAI's older place for them; any may be \"auto\"")
        @Nullable Hyperparameters hyperparameters,
    @Schema(description = "At most 16 pairs") @Nullable Map<String, String> metadata,
    @Schema(description = "Whether to say what the job would be, and create nothing")
        @Nullable Boolean dryRun) {

  /** The adapter method; settings stand under its own name. */
  record Method(
      @Schema(enumeration = {"milora", "lora", "moa", "supervised"}) String type,
      @Nullable Settings milora,
      @Nullable Settings lora,
      @Nullable Mixture moa,
      @Schema(description = "OpenAI's name; means milora") @Nullable Settings supervised) {}

  /** Settings of a method. */
  record Settings(@Nullable Hyperparameters hyperparameters) {}

  /** Settings of a Mixture-of-LoRAs. */
  record Mixture(
      @Nullable Hyperparameters hyperparameters,
      @Schema(description = "At least two, or one with base_moa") List<Domain> domains,
      @Schema(enumeration = {"vote", "per-layer"}) @Nullable String select,
      @Nullable Boolean tuneExperts,
      @Schema(description = "A mixture whose domains come before these")
          @Nullable String baseMoa) {}

  /** A domain: its rows, or a LoRA whose job had rows, or both. */
  record Domain(
      @Schema(required = true) String name,
      @Nullable String trainingFile,
      @Nullable String validationFile,
      @Schema(description = "A LoRA that was trained before: its name or an alias")
          @Nullable String adapter) {}
}
