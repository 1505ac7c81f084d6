package io.milora.engine.batch;

/**
 * Keeps running streams going while prompts are read: on average so many tokens of prompts for each
 * decode step, and between two steps never more than that or one longer prompt. Not thread-safe.
 */
final class PrefillPace {
  private final int tokensPerStep;
  private int credit;

  PrefillPace(int tokensPerStep) {
    this.tokensPerStep = tokensPerStep;
    credit = tokensPerStep;
  }

  /** Whether a prompt of so many tokens may be read before the next step. */
  boolean allows(int tokens) {
    return tokens <= credit || credit == tokensPerStep;
  }

  /** A prompt was read. */
  void prefilled(int tokens) {
    credit -= tokens;
  }

  /** A step was made. */
  void stepped() {
    credit = (int) Math.min(tokensPerStep, (long) credit + tokensPerStep);
  }

  /** Nobody is being decoded, hence nobody held up. */
  void idle() {
    credit = tokensPerStep;
  }
}
