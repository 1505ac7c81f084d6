package io.milora.engine.serve;

/** For which tokens of a prefill logits are wanted. */
public enum LogitRows {
  /** The last one. */
  LAST,
  /** The last one of the prompt and all behind it: what foretells a response. */
  RESPONSE,
  /** All, for inspection. */
  ALL;

  /**
   * The first token whose logits are wanted, from 0; those of all later ones are wanted, too.
   *
   * @param tokens of prompt and response together
   * @param promptLength 1 to tokens
   */
  public int first(int tokens, int promptLength) {
    return switch (this) {
      case LAST -> tokens - 1;
      case RESPONSE -> promptLength - 1;
      case ALL -> 0;
    };
  }
}
