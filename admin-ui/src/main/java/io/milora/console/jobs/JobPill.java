package io.milora.console.jobs;

import io.milora.console.shared.Pill;
import io.milora.model.JobStatus;
import java.util.Locale;

/** A job's state in a word. */
public final class JobPill {
  private JobPill() {}

  /** The state. */
  public static Pill of(JobStatus status) {
    return new Pill(word(status), tone(status));
  }

  static String word(JobStatus status) {
    return status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Pill.Tone tone(JobStatus status) {
    return switch (status) {
      case VALIDATING_FILES, QUEUED, CANCELLED -> Pill.Tone.NEUTRAL;
      case RUNNING -> Pill.Tone.BUSY;
      case PAUSING, PAUSED -> Pill.Tone.WARN;
      case SUCCEEDED -> Pill.Tone.GOOD;
      case FAILED -> Pill.Tone.BAD;
    };
  }
}
