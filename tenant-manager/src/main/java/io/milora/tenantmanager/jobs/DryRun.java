package io.milora.tenantmanager.jobs;

import io.milora.datasets.DatasetFormat;
import io.milora.model.openai.FineTuningJob;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a job would be; nothing was created.
 *
 * @param seed as given, or one that was drawn now
 * @param hyperparameters OpenAI's three, resolved
 * @param method with all its hyperparameters, resolved
 * @param files what the job would read
 */
@Schema(name = "FineTuningJobDryRun")
record DryRun(
    String object,
    String model,
    int seed,
    FineTuningJob.LegacyHyperparameters hyperparameters,
    FineTuningJob.Method method,
    List<Rows> files,
    Estimate estimate) {
  static final String OBJECT = "fine_tuning.job.dry_run";

  /**
   * What was found in a file.
   *
   * @param duplicates rows that are byte for byte equal to an earlier one
   * @param overlap of a validation file the rows whose prompt is trained on, too; null of others
   */
  @Schema(name = "FineTuningJobDryRunFile")
  record Rows(
      @Nullable String id,
      String purpose,
      @Nullable DatasetFormat format,
      long rows,
      long duplicates,
      @Nullable Long overlap) {}

  /**
   * How much work it is.
   *
   * @param trainedTokens of all epochs, estimated from the files' size; the tokenizer decides
   * @param steps of the optimizer, at most: a job may stop early
   */
  @Schema(name = "FineTuningJobEstimate")
  record Estimate(long trainedTokens, long steps) {}
}
