package io.milora.engine.adapter;

import io.milora.engine.base.FloatTensor;
import io.milora.engine.base.LlamaConfig;
import io.milora.model.Pooler;
import io.milora.model.Projection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** MiLoRA's routers in {@code router.safetensors}. */
final class RouterTensors {
  /** a_0 .. a_6. */
  static final int NUMERATOR = 7;

  /** b_1 .. b_5. */
  static final int DENOMINATOR = 5;

  private RouterTensors() {}

  /** The routers of all layers; only the attention pooler needs its vector. */
  static List<RouterWeights> read(TensorReader tensors, LlamaConfig base, Pooler pooler) {
    List<RouterWeights> routers = new ArrayList<>();
    for (int layer = 0; layer < base.layers(); layer++) {
      String prefix = "layers." + layer + ".";
      String vector = prefix + "pooler.weight";
      routers.add(
          new RouterWeights(
              tensors.read(prefix + "router.weight", base.hidden(), Projection.COUNT),
              pooler == Pooler.ATTENTION
                  ? tensors.read(vector, base.hidden(), 1)
                  : tensors.readOptional(vector, base.hidden(), 1),
              tensors.read(prefix + "rational.a", NUMERATOR),
              tensors.read(prefix + "rational.b", DENOMINATOR)));
    }
    return routers;
  }

  /** The tensors of all routers. */
  static Map<String, FloatTensor> write(List<RouterWeights> routers) {
    Map<String, FloatTensor> tensors = new TreeMap<>();
    for (int layer = 0; layer < routers.size(); layer++) {
      String prefix = "layers." + layer + ".";
      RouterWeights router = routers.get(layer);
      int hidden = router.pooler().length;
      tensors.put(
          prefix + "router.weight", FloatTensor.of(router.router(), hidden, Projection.COUNT));
      tensors.put(prefix + "pooler.weight", FloatTensor.of(router.pooler(), hidden, 1));
      tensors.put(prefix + "rational.a", FloatTensor.of(router.numerator(), NUMERATOR));
      tensors.put(prefix + "rational.b", FloatTensor.of(router.denominator(), DENOMINATOR));
    }
    return tensors;
  }
}
