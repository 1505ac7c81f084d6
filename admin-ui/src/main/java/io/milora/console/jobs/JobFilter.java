package io.milora.console.jobs;

import io.milora.model.JobStatus;
import io.milora.model.openai.FineTuningJob;
import java.util.Locale;

/** Which jobs to show. */
enum JobFilter {
  ALL("All states"),
  WAITING("Waiting or paused"),
  RUNNING("Running"),
  SUCCEEDED("Succeeded"),
  FAILED("Failed or cancelled");

  private final String label;

  JobFilter(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** In the address. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean includes(FineTuningJob job) {
    return this == ALL || this == of(job.status());
  }

  private static JobFilter of(JobStatus status) {
    return switch (status) {
      case VALIDATING_FILES, QUEUED, PAUSED -> WAITING;
      case RUNNING, PAUSING -> RUNNING;
      case SUCCEEDED -> SUCCEEDED;
      case FAILED, CANCELLED -> FAILED;
    };
  }
}
