package io.milora.engine.adapter;

import io.milora.adapters.Rational;
import io.milora.adapters.TensorNames;
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
  private RouterTensors() {}

  /** The routers of all layers; only the attention pooler needs its vector. */
  static List<RouterWeights> read(TensorReader tensors, LlamaConfig base, Pooler pooler) {
    List<RouterWeights> routers = new ArrayList<>();
    for (int layer = 0; layer < base.layers(); layer++) {
      String vector = TensorNames.pooler(layer);
      routers.add(
          new RouterWeights(
              tensors.read(TensorNames.router(layer), base.hidden(), Projection.COUNT),
              pooler == Pooler.ATTENTION
                  ? tensors.read(vector, base.hidden(), 1)
                  : tensors.readOptional(vector, base.hidden(), 1),
              tensors.read(TensorNames.numerator(layer), Rational.NUMERATOR),
              tensors.read(TensorNames.denominator(layer), Rational.DENOMINATOR)));
    }
    return routers;
  }

  /** The tensors of all routers. */
  static Map<String, FloatTensor> write(List<RouterWeights> routers) {
    Map<String, FloatTensor> tensors = new TreeMap<>();
    for (int layer = 0; layer < routers.size(); layer++) {
      RouterWeights router = routers.get(layer);
      int hidden = router.pooler().length;
      tensors.put(
          TensorNames.router(layer), FloatTensor.of(router.router(), hidden, Projection.COUNT));
      tensors.put(TensorNames.pooler(layer), FloatTensor.of(router.pooler(), hidden, 1));
      tensors.put(
          TensorNames.numerator(layer), FloatTensor.of(router.numerator(), Rational.NUMERATOR));
      tensors.put(
          TensorNames.denominator(layer),
          FloatTensor.of(router.denominator(), Rational.DENOMINATOR));
    }
    return tensors;
  }
}
