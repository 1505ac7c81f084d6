package io.milora.engine.adapter;

import io.milora.model.LoraSettings;
import io.milora.model.Projection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plain LoRA.
 *
 * @param settings rank, alpha and targets
 * @param layers for each layer the pairs of its target modules
 */
public record LoraAdapter(LoraSettings settings, List<Map<Projection, LowRankPair>> layers)
    implements Adapter, PairSet {
  public LoraAdapter {
    layers = layers.stream().<Map<Projection, LowRankPair>>map(EnumMap::new).toList();
  }

  @Override
  public List<PairSet> pairSets() {
    return List.of(this);
  }

  @Override
  public float scale() {
    return (float) settings.scale();
  }

  @Override
  public @Nullable LowRankPair pair(int layer, Projection projection) {
    return layers.get(layer).get(projection);
  }
}
