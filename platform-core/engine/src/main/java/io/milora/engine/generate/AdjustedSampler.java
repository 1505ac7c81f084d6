package io.milora.engine.generate;

import java.util.HashMap;
import java.util.Map;

/** Adjusts a copy of the logits, and counts what is chosen. */
final class AdjustedSampler implements Sampler {
  private final LogitAdjustment adjustment;
  private final Sampler sampler;
  private final Map<Integer, Integer> counts = new HashMap<>();

  AdjustedSampler(LogitAdjustment adjustment, Sampler sampler) {
    this.adjustment = adjustment;
    this.sampler = sampler;
  }

  @Override
  public int next(float[] logits) {
    float[] adjusted = logits.clone();
    adjustment.bias().forEach((token, bias) -> adjusted[token] += bias.floatValue());
    counts.forEach(
        (token, count) ->
            adjusted[token] -= (float) (adjustment.presence() + count * adjustment.frequency()));
    int token = sampler.next(adjusted);
    counts.merge(token, 1, Integer::sum);
    return token;
  }
}
