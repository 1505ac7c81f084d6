package io.milora.model.openai;

/** Why an answer ended. */
public enum FinishReason {
  /** An end token or a stop sequence. */
  STOP,
  /** As many tokens as asked for, or as the context holds. */
  LENGTH
}
