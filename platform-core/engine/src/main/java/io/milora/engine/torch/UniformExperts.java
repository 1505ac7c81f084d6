package io.milora.engine.torch;

import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.adapter.LowRankPair;
import io.milora.engine.adapter.MoaAdapter;
import io.milora.engine.base.LlamaConfig;
import io.milora.model.LoraSettings;
import io.milora.model.Projection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The experts of a Mixture-of-LoRAs as plain LoRAs of one form, so that any of them may stand in a
 * layer: the largest rank, all modules that any expert adapts, and a scale of 1. What an expert
 * lacks is zero, and its scale is part of B.
 */
final class UniformExperts {
  private final LlamaConfig config;
  private final MoaAdapter adapter;
  private final LoraSettings settings;

  UniformExperts(LlamaConfig config, MoaAdapter adapter) {
    this.config = config;
    this.adapter = adapter;
    Set<Projection> targets = EnumSet.noneOf(Projection.class);
    int rank = 1;
    for (LoraAdapter expert : adapter.experts()) {
      rank = Math.max(rank, expert.settings().rank());
      targets.addAll(expert.settings().targets());
    }
    settings = new LoraSettings(rank, rank, 0, targets);
  }

  LoraSettings settings() {
    return settings;
  }

  /** The expert of a domain. */
  LoraAdapter expert(int domain) {
    int[] everywhere = new int[config.layers()];
    Arrays.fill(everywhere, domain);
    return composed(everywhere);
  }

  /**
   * What a prompt uses.
   *
   * @param chosen [layers], a domain for each
   */
  LoraAdapter composed(int[] chosen) {
    List<Map<Projection, LowRankPair>> layers = new ArrayList<>();
    for (int layer = 0; layer < chosen.length; layer++) {
      LoraAdapter expert = adapter.experts().get(chosen[layer]);
      Map<Projection, LowRankPair> pairs = new EnumMap<>(Projection.class);
      for (Projection module : settings.targets()) {
        pairs.put(module, uniform(expert, layer, module));
      }
      layers.add(pairs);
    }
    return new LoraAdapter(settings, layers);
  }

  private LowRankPair uniform(LoraAdapter expert, int layer, Projection module) {
    int in = config.in(module);
    int out = config.out(module);
    int rank = settings.rank();
    float[] a = new float[in * rank];
    float[] b = new float[rank * out];
    LowRankPair own = expert.pair(layer, module);
    if (own != null) {
      for (int row = 0; row < in; row++) {
        System.arraycopy(own.a(), row * own.rank(), a, row * rank, own.rank());
      }
      for (int i = 0; i < own.b().length; i++) {
        b[i] = own.b()[i] * expert.scale();
      }
    }
    return new LowRankPair(in, rank, out, a, b);
  }
}
