package io.milora.engine.train;

/**
 * Linear warm-up, then linear decay that ends above 0: with W = ceil(warmupShare T), the factor of
 * step s is (s + 1) / W below W, then (T - s) / (T - W).
 *
 * @param totalSteps T, 1 or more
 * @param warmupShare 0 to below 1
 */
public record LearningRateSchedule(int totalSteps, double warmupShare) {
  /**
   * The factor of the peak rate, above 0 to 1.
   *
   * @param step 0 to totalSteps - 1
   */
  public double factor(int step) {
    int warmup = (int) Math.ceil(warmupShare * totalSteps);
    return step < warmup
        ? (step + 1.0) / warmup
        : (double) (totalSteps - step) / (totalSteps - warmup);
  }
}
