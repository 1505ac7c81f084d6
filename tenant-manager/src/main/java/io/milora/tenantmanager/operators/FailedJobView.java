package io.milora.tenantmanager.operators;

import io.milora.persistence.FailedJob;
import org.jspecify.annotations.Nullable;

/**
 * A job that failed, of any tenant.
 *
 * @param tenant its name
 * @param finishedAt seconds since 1970
 */
public record FailedJobView(
    String id,
    String object,
    String tenant,
    @Nullable String suffix,
    String code,
    String message,
    long finishedAt) {
  static FailedJobView of(FailedJob job) {
    return new FailedJobView(
        job.id(),
        "fine_tuning.job",
        job.tenant(),
        job.suffix(),
        job.errorCode(),
        job.errorMessage(),
        job.finishedAt().getEpochSecond());
  }
}
