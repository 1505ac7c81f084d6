package io.milora.console.platform;

import io.milora.model.evaluation.EvaluationReport;
import io.milora.model.evaluation.EvaluationStatus;
import io.milora.model.openai.FineTuningJob;
import org.jspecify.annotations.Nullable;

/**
 * A model measured on a file. Times are seconds since 1970.
 *
 * @param model exact name of what is measured
 * @param against exact name of what it is compared with; null if with nothing
 * @param file measured on; it may be gone
 * @param fineTuningJobId job at whose end this was measured; null if somebody asked for it
 * @param report null before the end
 */
public record Evaluation(
    String id,
    long createdAt,
    @Nullable Long finishedAt,
    EvaluationStatus status,
    String model,
    @Nullable String against,
    @Nullable String file,
    @Nullable String fineTuningJobId,
    FineTuningJob.@Nullable JobError error,
    @Nullable EvaluationReport report) {}
