package io.milora.model.evaluation;

import java.util.Locale;

/** The life of an evaluation. */
public enum EvaluationStatus {
  QUEUED,
  RUNNING,
  SUCCEEDED,
  FAILED;

  /** The name in JSON, for instance {@code queued}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
