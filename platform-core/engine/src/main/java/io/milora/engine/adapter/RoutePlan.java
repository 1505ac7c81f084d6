package io.milora.engine.adapter;

import io.milora.model.Projection;
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

  /** Of a set of pairs that are all on, in so many layers. */
  public static RoutePlan of(PairSet pairs, int layers) {
    float[][] gates = new float[layers][Projection.COUNT];
    for (int layer = 0; layer < layers; layer++) {
      putPresence(pairs, layer, gates[layer]);
    }
    return new RoutePlan(gates, null);
  }

  /** Of a Mixture-of-LoRAs: all pairs of the domains chosen are on. */
  public static RoutePlan of(MoaAdapter adapter, DomainRoute domains) {
    int[] chosen = domains.chosen();
    float[][] gates = new float[chosen.length][Projection.COUNT];
    for (int layer = 0; layer < chosen.length; layer++) {
      putPresence(adapter.experts().get(chosen[layer]), layer, gates[layer]);
    }
    return new RoutePlan(gates, null, domains);
  }

  private static void putPresence(PairSet pairs, int layer, float[] gates) {
    for (Projection module : Projection.values()) {
      gates[module.index()] = pairs.pair(layer, module) == null ? 0 : 1;
    }
  }

  /** The pairs that a layer uses, gates aside. */
  public PairSet pairs(Adapter adapter, int layer) {
    return adapter.pairSets().get(domains == null ? 0 : domains.chosen()[layer]);
  }
}
