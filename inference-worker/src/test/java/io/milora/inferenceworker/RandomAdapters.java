package io.milora.inferenceworker;

import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.adapter.LowRankPair;
import io.milora.engine.adapter.MiLoraAdapter;
import io.milora.engine.adapter.MoaAdapter;
import io.milora.engine.adapter.RouterWeights;
import io.milora.engine.base.LlamaConfig;
import io.milora.model.LoraSettings;
import io.milora.model.MethodSettings;
import io.milora.model.MoaSettings;
import io.milora.model.Projection;
import io.milora.model.RouterSettings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Adapters with weights large enough to change what a tiny base says. */
final class RandomAdapters {
  private static final int RANK = 4;

  private final LlamaConfig base;
  private final Random random;

  RandomAdapters(LlamaConfig base, long seed) {
    this.base = base;
    random = new Random(seed);
  }

  LoraAdapter lora() {
    return new LoraAdapter(LoraSettings.ofRank(RANK), pairs());
  }

  MiLoraAdapter milora() {
    List<RouterWeights> routers = new ArrayList<>();
    for (int layer = 0; layer < base.layers(); layer++) {
      routers.add(
          new RouterWeights(
              numbers(base.hidden() * Projection.COUNT),
              numbers(base.hidden()),
              new float[] {0, 0.5f, 0.4f, 0.1f, 0.01f, 0, 0},
              new float[] {0, 0.2f, 0, 0, 0}));
    }
    return new MiLoraAdapter(
        new MethodSettings.MiLora(LoraSettings.ofRank(RANK), RouterSettings.DEFAULT),
        pairs(),
        routers);
  }

  MoaAdapter moa() {
    List<float[]> routers = new ArrayList<>();
    for (int layer = 0; layer < base.layers(); layer++) {
      routers.add(numbers(base.hidden() * 2));
    }
    return new MoaAdapter(
        MoaSettings.of(List.of("finance", "code")), List.of(lora(), lora()), routers);
  }

  private List<Map<Projection, LowRankPair>> pairs() {
    List<Map<Projection, LowRankPair>> layers = new ArrayList<>();
    for (int layer = 0; layer < base.layers(); layer++) {
      Map<Projection, LowRankPair> pairs = new EnumMap<>(Projection.class);
      for (Projection projection : Projection.values()) {
        int in = base.in(projection);
        int out = base.out(projection);
        pairs.put(
            projection, new LowRankPair(in, RANK, out, numbers(in * RANK), numbers(RANK * out)));
      }
      layers.add(pairs);
    }
    return layers;
  }

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (random.nextGaussian() * 0.1);
    }
    return numbers;
  }
}
