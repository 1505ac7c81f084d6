package io.milora.engine.bench;

import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.adapter.LowRankPair;
import io.milora.engine.adapter.MiLoraAdapter;
import io.milora.engine.adapter.MoaAdapter;
import io.milora.engine.adapter.RouterWeights;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.bench.moelora.MoeLoraAdapter;
import io.milora.engine.bench.moelora.MoeLoraSettings;
import io.milora.model.DomainSelect;
import io.milora.model.GateKind;
import io.milora.model.LoraSettings;
import io.milora.model.MethodSettings;
import io.milora.model.MoaSettings;
import io.milora.model.Pooler;
import io.milora.model.Projection;
import io.milora.model.RouterSettings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Adapters of random weights: what an adapter costs does not depend on what it learnt. Equal seeds
 * give equal adapters in equal order. Not thread-safe.
 */
public final class RandomAdapters {
  private static final Set<Projection> ALL = EnumSet.allOf(Projection.class);

  private final LlamaConfig config;
  private final Random random;

  /** For a base model. */
  public RandomAdapters(LlamaConfig config, long seed) {
    this.config = config;
    this.random = new Random(seed);
  }

  /**
   * Plain LoRA, alpha = 2 rank.
   *
   * @param strength standard deviation of B; that of A is 1 / sqrt(d_in)
   */
  public LoraAdapter lora(int rank, Set<Projection> targets, float strength) {
    return new LoraAdapter(
        new LoraSettings(rank, 2.0 * rank, 0, targets), pairs(rank, targets, strength));
  }

  /** As few numbers as an adapter can have: one module, rank 1. */
  public LoraAdapter smallest() {
    return lora(1, EnumSet.of(Projection.K), 0);
  }

  /** MiLoRA on all seven modules with the attention pooler. */
  public MiLoraAdapter milora(int rank, int k, float strength) {
    return new MiLoraAdapter(
        new MethodSettings.MiLora(
            LoraSettings.ofRank(rank),
            new RouterSettings(k, Pooler.ATTENTION, GateKind.PROBABILITY, true)),
        pairs(rank, ALL, strength),
        routers());
  }

  /** MOELoRA with the paper's experts. */
  public MoeLoraAdapter moeLora(int rank, float strength) {
    MoeLoraSettings settings = MoeLoraSettings.ofRank(rank);
    List<Map<Projection, float[]>> routers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      Map<Projection, float[]> own = new EnumMap<>(Projection.class);
      for (Projection module : Projection.values()) {
        own.put(module, gaussian(config.in(module) * settings.experts(), 0.3f));
      }
      routers.add(own);
    }
    return new MoeLoraAdapter(settings, lora(rank, ALL, strength), routers);
  }

  /** Three domains of different rank and targets. */
  public MoaAdapter moa(DomainSelect select, float strength) {
    List<LoraAdapter> experts =
        List.of(
            lora(4, ALL, strength),
            lora(20, EnumSet.of(Projection.Q, Projection.UP, Projection.DOWN), strength),
            lora(16, ALL, strength));
    List<float[]> routers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      routers.add(gaussian(config.hidden() * experts.size(), 0.3f));
    }
    List<String> domains = List.of("law", "finance", "code");
    return new MoaAdapter(new MoaSettings(domains, select, Pooler.MEAN, false), experts, routers);
  }

  private List<Map<Projection, LowRankPair>> pairs(
      int rank, Set<Projection> targets, float strength) {
    List<Map<Projection, LowRankPair>> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      Map<Projection, LowRankPair> pairs = new EnumMap<>(Projection.class);
      for (Projection projection : targets) {
        int in = config.in(projection);
        int out = config.out(projection);
        float[] a = gaussian(in * rank, 1 / (float) Math.sqrt(in));
        float[] b = gaussian(rank * out, strength);
        pairs.put(projection, new LowRankPair(in, rank, out, a, b));
      }
      layers.add(pairs);
    }
    return layers;
  }

  private List<RouterWeights> routers() {
    List<RouterWeights> routers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      routers.add(
          new RouterWeights(
              gaussian(config.hidden() * Projection.COUNT, 0.3f),
              gaussian(config.hidden(), 0.3f),
              new float[] {0, 0.5f, 0.42f, 0.13f, 0.0185f, 0.0012f, 3e-5f},
              new float[] {0, 0.26f, 0, 0.0024f, 0}));
    }
    return routers;
  }

  private float[] gaussian(int size, float deviation) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = deviation * (float) random.nextGaussian();
    }
    return values;
  }
}
