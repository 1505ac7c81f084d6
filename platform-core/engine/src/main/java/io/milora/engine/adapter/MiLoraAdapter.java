package io.milora.engine.adapter;

import io.milora.model.MethodSettings;
import io.milora.model.Projection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * MiLoRA weights.
 *
 * @param settings rank, alpha and router options
 * @param layers for each layer its seven pairs
 * @param routers for each layer its router
 */
public record MiLoraAdapter(
    MethodSettings.MiLora settings,
    List<Map<Projection, LowRankPair>> layers,
    List<RouterWeights> routers)
    implements Adapter, PairSet {

  public MiLoraAdapter {
    layers = layers.stream().<Map<Projection, LowRankPair>>map(EnumMap::new).toList();
    routers = List.copyOf(routers);
  }

  @Override
  public List<PairSet> pairSets() {
    return List.of(this);
  }

  @Override
  public float scale() {
    return (float) settings.lora().scale();
  }

  @Override
  public LowRankPair pair(int layer, Projection projection) {
    LowRankPair pair = layers.get(layer).get(projection);
    if (pair == null) {
      throw new IllegalStateException(
          "Layer " + layer + " has no pair for " + projection.shortName());
    }
    return pair;
  }
}
