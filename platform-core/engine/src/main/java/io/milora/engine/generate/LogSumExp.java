package io.milora.engine.generate;

/** What turns logits into log-probabilities. */
public final class LogSumExp {
  private LogSumExp() {}

  /**
   * log(sum of exp(logit)), nats; a token's log-probability is its logit less this. Computed in
   * double precision and without overflow.
   *
   * @param logits [V], at least one
   */
  public static double of(float[] logits) {
    float largest = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp((double) logit - largest);
    }
    return largest + Math.log(sum);
  }
}
