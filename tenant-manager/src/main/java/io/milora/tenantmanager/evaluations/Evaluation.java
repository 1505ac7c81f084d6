package io.milora.tenantmanager.evaluations;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.milora.model.evaluation.EvaluationStatus;
import io.milora.model.openai.FineTuningJob.JobError;
import io.milora.persistence.EvaluationEntity;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An evaluation, on the wire. Times are seconds since 1970, null if they have not come.
 *
 * @param model exact name of what is measured
 * @param against exact name of what it is compared with; null if with nothing
 * @param file to measure on; it may be gone
 * @param dataset SHA-256 of its content
 * @param fineTuningJobId job at whose end this was measured; null if somebody asked for it
 * @param answerRows rows to answer at most
 * @param seed chooses the rows
 * @param error why it failed, else null
 * @param report an {@link io.milora.model.evaluation.EvaluationReport}; null before the end
 */
public record Evaluation(
    String id,
    String object,
    long createdAt,
    @Nullable Long startedAt,
    @Nullable Long finishedAt,
    EvaluationStatus status,
    String model,
    @Nullable String against,
    @Nullable String file,
    String dataset,
    @Nullable String fineTuningJobId,
    int answerRows,
    int seed,
    @Nullable JobError error,
    @JsonRawValue @Nullable String report) {
  static Evaluation of(EvaluationEntity evaluation) {
    return new Evaluation(
        evaluation.id,
        "evaluation",
        evaluation.createdAt.getEpochSecond(),
        seconds(evaluation.startedAt),
        seconds(evaluation.finishedAt),
        evaluation.status,
        evaluation.model,
        evaluation.against,
        evaluation.file,
        evaluation.datasetHash,
        evaluation.jobId,
        evaluation.answerRows,
        evaluation.seed,
        error(evaluation),
        evaluation.report);
  }

  private static @Nullable JobError error(EvaluationEntity evaluation) {
    return evaluation.errorCode == null
        ? null
        : new JobError(
            evaluation.errorCode,
            Objects.requireNonNullElse(evaluation.errorMessage, ""),
            evaluation.errorParam);
  }

  private static @Nullable Long seconds(@Nullable Instant time) {
    return time == null ? null : time.getEpochSecond();
  }
}
