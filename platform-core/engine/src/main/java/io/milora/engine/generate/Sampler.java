package io.milora.engine.generate;

/** Chooses a token. May hold state: one for each sequence, used by one thread at a time. */
@FunctionalInterface
public interface Sampler {
  /** Always the largest logit; of equal ones the lowest id. Holds no state. */
  Sampler GREEDY = Sampler::largest;

  /**
   * The next token, 0 to V - 1.
   *
   * @param logits [V], left as they are
   * @throws IllegalStateException if a logit is not a number
   */
  int next(float[] logits);

  private static int largest(float[] logits) {
    float largest = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit); // is computed several at a time, and keeps a NaN
    }
    for (int id = 0; id < logits.length; id++) {
      if (logits[id] == largest) {
        return id;
      }
    }
    throw new IllegalStateException("A logit is not a number");
  }
}
