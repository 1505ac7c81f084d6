package io.milora.engine.batch;

/** Why an answer is complete. */
public enum FinishReason {
  /** An end token or a stop sequence. */
  STOP,
  /** As many tokens as were asked for, or as the context holds. */
  LENGTH
}
