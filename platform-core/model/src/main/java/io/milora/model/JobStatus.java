package io.milora.model;

import java.util.Locale;

/** The life of a fine-tuning job, with OpenAI's names. */
public enum JobStatus {
  VALIDATING_FILES,
  QUEUED,
  RUNNING,
  PAUSING,
  PAUSED,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  /** Whether nothing can change any more. */
  public boolean isFinal() {
    return this == SUCCEEDED || this == FAILED || this == CANCELLED;
  }

  /** The name in JSON, for instance {@code validating_files}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
