package io.milora.console.jobs;

import io.milora.model.JobStatus;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How far jobs are, as people ask for it: each is some of the states. */
enum JobStanding {
  WAITING("Waiting or paused", JobStatus.VALIDATING_FILES, JobStatus.QUEUED, JobStatus.PAUSED),
  RUNNING("Running", JobStatus.RUNNING, JobStatus.PAUSING),
  SUCCEEDED("Succeeded", JobStatus.SUCCEEDED),
  FAILED("Failed or cancelled", JobStatus.FAILED, JobStatus.CANCELLED);

  private final String label;
  private final String query;

  JobStanding(String label, JobStatus... states) {
    this.label = label;
    query = Arrays.stream(states).map(JobStatus::wireName).collect(Collectors.joining(","));
  }

  String label() {
    return label;
  }

  /** In the console's address. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As the platform is asked for it. */
  String query() {
    return query;
  }

  static Optional<JobStanding> of(String wireName) {
    return Arrays.stream(values()).filter(one -> one.wireName().equals(wireName)).findFirst();
  }
}
