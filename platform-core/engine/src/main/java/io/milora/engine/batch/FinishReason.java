package io.milora.engine.batch;

/** Why a request ended; every accepted request ends with exactly one of these. */
public enum FinishReason {
  /** An end token or a stop sequence. */
  STOP,
  /** As many tokens as were asked for, or as the context holds. */
  LENGTH,
  /** The caller no longer wanted it. */
  CANCELLED,
  /** The engine failed in a step that this request took part in; the log has the cause. */
  ENGINE_FAILED,
  /** The scheduler was closed before the request was done. */
  SHUT_DOWN
}
