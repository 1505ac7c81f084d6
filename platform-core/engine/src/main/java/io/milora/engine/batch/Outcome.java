package io.milora.engine.batch;

/** How a request ended; every accepted request ends with exactly one of these. */
public enum Outcome {
  /** All of its answers are complete. */
  COMPLETED,
  /** The caller no longer wanted it. */
  CANCELLED,
  /** Its time was over. */
  TIMED_OUT,
  /** The engine failed in a step that this request took part in; the log has the cause. */
  ENGINE_FAILED,
  /** The scheduler was closed before the request was done. */
  SHUT_DOWN
}
