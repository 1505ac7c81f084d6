package io.milora.engine.adapter;

import org.jspecify.annotations.Nullable;

/**
 * What a prompt decided for the whole request, prompt tokens and generated tokens alike
 * (METHODS.md, common ground). Immutable by convention: the arrays are shared.
 *
 * @param gates [layers][7], the strength of each module's pair, 0 where it is off, columns in the
 *     order of {@link io.milora.model.Projection}
 * @param probabilities [layers][7], what MiLoRA's routers said, null for other methods
 * @param domains what a Mixture-of-LoRAs' routers said, null for other methods
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
public record RoutePlan(
    float[][] gates, float @Nullable [][] probabilities, @Nullable DomainRoute domains) {
  /** Of a method without domains. */
  public RoutePlan(float[][] gates, float @Nullable [][] probabilities) {
    this(gates, probabilities, null);
  }

  /** The pairs that a layer uses, gates aside. */
  public PairSet pairs(Adapter adapter, int layer) {
    return adapter.pairSets().get(domains == null ? 0 : domains.chosen()[layer]);
  }
}
