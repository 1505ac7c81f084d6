package io.milora.engine.onnx;

import io.milora.engine.adapter.MiLoraAdapter;
import io.milora.engine.adapter.RouterWeights;
import io.milora.engine.base.LlamaConfig;
import io.milora.model.GateKind;
import io.milora.model.Pooler;
import io.milora.model.Projection;
import io.milora.model.RouterSettings;
import java.nio.FloatBuffer;

/** The graph inputs that say whether and how routers run. */
final class RouterInputs {
  private static final int EXPERTS = Projection.COUNT;

  private RouterInputs() {}

  /** For decoding, and for adapters without routers. */
  static NativeTensors off(LlamaConfig config) {
    NativeTensors tensors = new NativeTensors();
    tensors.flag(GraphPorts.ROUTE, false);
    tensors.floats(GraphPorts.POOL_MASK, 1, 1, 1);
    options(tensors, RouterSettings.DEFAULT);
    tensors.floats(GraphPorts.ROUTERS, config.layers(), config.hidden(), EXPERTS + 1);
    tensors.floats(GraphPorts.RATIONALS, config.layers(), EXPERTS, 2);
    return tensors;
  }

  /**
   * For the prefill of a routed adapter.
   *
   * @param tokens of the run
   * @param promptLength how many of them the poolers see
   */
  static NativeTensors of(LlamaConfig config, MiLoraAdapter adapter, int tokens, int promptLength) {
    RouterSettings settings = adapter.settings().router();
    NativeTensors tensors = new NativeTensors();
    tensors.flag(GraphPorts.ROUTE, true);
    options(tensors, settings);
    FloatBuffer mask = tensors.floats(GraphPorts.POOL_MASK, 1, 1, tokens);
    int firstSeen = settings.pooler() == Pooler.LAST ? promptLength - 1 : 0;
    for (int token = 0; token < tokens; token++) {
      boolean seen = token >= firstSeen && token < promptLength;
      mask.put(token, seen ? 0 : Float.NEGATIVE_INFINITY);
    }
    FloatBuffer routers =
        tensors.floats(GraphPorts.ROUTERS, config.layers(), config.hidden(), EXPERTS + 1);
    FloatBuffer rationals = tensors.floats(GraphPorts.RATIONALS, config.layers(), EXPERTS, 2);
    for (RouterWeights weights : adapter.routers()) {
      put(weights, settings.pooler(), config.hidden(), routers);
      put(weights, rationals);
    }
    return tensors;
  }

  private static void options(NativeTensors tensors, RouterSettings settings) {
    tensors.flag(GraphPorts.POOL_MAXIMUM, settings.pooler() == Pooler.MAX);
    tensors.flag(GraphPorts.NORMALISE, settings.normalise());
    tensors.flag(GraphPorts.RENORMALISE_GATES, settings.gate() == GateKind.RENORMALISED);
    tensors.flag(GraphPorts.UNIT_GATES, settings.gate() == GateKind.ONE);
    tensors.longs(GraphPorts.KEPT, 1).put(0, settings.k());
  }

  private static void put(RouterWeights weights, Pooler pooler, int hidden, FloatBuffer routers) {
    boolean weighted = pooler == Pooler.ATTENTION;
    for (int i = 0; i < hidden; i++) {
      routers.put(weights.router(), i * EXPERTS, EXPERTS);
      routers.put(weighted ? weights.pooler()[i] : 0);
    }
  }

  private static void put(RouterWeights weights, FloatBuffer rationals) {
    for (int power = 0; power < EXPERTS; power++) {
      boolean inDenominator = power >= 1 && power <= weights.denominator().length;
      rationals.put(weights.numerator()[power]);
      rationals.put(inDenominator ? weights.denominator()[power - 1] : 0);
    }
  }
}
