package io.milora.engine.bench.moelora;

import io.milora.engine.adapter.LoraAdapter;
import io.milora.model.Projection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * MOELoRA weights. Immutable by convention: the arrays are shared.
 *
 * @param settings into what the pairs are cut
 * @param pairs uncut: expert e has columns e r / E to (e + 1) r / E of A, and those rows of B
 * @param routers for each layer the routers of its target modules, [d_in, E], row-major
 */
public record MoeLoraAdapter(
    MoeLoraSettings settings, LoraAdapter pairs, List<Map<Projection, float[]>> routers) {
  public MoeLoraAdapter {
    routers = routers.stream().<Map<Projection, float[]>>map(EnumMap::new).toList();
  }

  /** A module's router [d_in, E]. */
  float[] router(int layer, Projection module) {
    float[] router = routers.get(layer).get(module);
    if (router == null) {
      throw new IllegalStateException(
          "Layer %d has no router for %s".formatted(layer, module.shortName()));
    }
    return router;
  }
}
