package io.milora.engine.onnx;

import io.milora.engine.adapter.MiLoraAdapter;
import io.milora.engine.adapter.MoaAdapter;
import io.milora.engine.adapter.RouterWeights;
import io.milora.engine.base.LlamaConfig;
import io.milora.model.GateKind;
import io.milora.model.Pooler;
import io.milora.model.Projection;
import io.milora.model.RouterSettings;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/** The graph inputs that say whether and how routers run. */
final class RouterInputs {
  private static final int POWERS = 7;

  /** One domain with gate 1, chosen by the mean of the prompt's states as they are. */
  private static final RouterSettings DOMAINS =
      new RouterSettings(1, Pooler.MEAN, GateKind.ONE, false);

  private final LlamaConfig config;
  private final NativeTensors tensors = new NativeTensors();

  private RouterInputs(LlamaConfig config) {
    this.config = config;
  }

  /** For decoding, and for adapters without routers. */
  static NativeTensors off(LlamaConfig config) {
    RouterInputs inputs = new RouterInputs(config);
    NativeTensors tensors = inputs.tensors;
    tensors.flag(GraphPorts.ROUTE, false);
    tensors.flag(GraphPorts.ACTIVATE, false);
    tensors.floats(GraphPorts.POOL_MASK, 1, 1, 1);
    inputs.options(RouterSettings.DEFAULT);
    inputs.routers(1);
    inputs.poolers();
    inputs.rationals();
    for (AdapterSite site : AdapterSite.values()) {
      tensors.longs(GraphPorts.gateColumns(site), 1);
    }
    return tensors;
  }

  /**
   * For the prefill of a MiLoRA adapter, whose pairs are those of the seven modules in their order.
   *
   * @param tokens of the run
   * @param promptLength how many of them the poolers see
   */
  static NativeTensors of(LlamaConfig config, MiLoraAdapter adapter, int tokens, int promptLength) {
    RouterInputs inputs = new RouterInputs(config);
    RouterSettings settings = adapter.settings().router();
    inputs.on(settings, tokens, promptLength);
    inputs.tensors.flag(GraphPorts.ACTIVATE, true);
    FloatBuffer routers = inputs.routers(Projection.COUNT);
    FloatBuffer poolers = inputs.poolers();
    FloatBuffer rationals = inputs.rationals();
    for (RouterWeights weights : adapter.routers()) {
      routers.put(weights.router());
      poolers.put(
          settings.pooler() == Pooler.ATTENTION ? weights.pooler() : new float[config.hidden()]);
      put(weights, rationals);
    }
    for (AdapterSite site : AdapterSite.values()) {
      LongBuffer columns =
          inputs.tensors.longs(GraphPorts.gateColumns(site), site.projections().size());
      site.projections().forEach(projection -> columns.put(projection.index()));
    }
    return inputs.tensors;
  }

  /**
   * For the routing pass of a Mixture-of-LoRAs, whose pairs are those of the first expert's seven
   * modules, then those of the second's, and so on.
   *
   * @param tokens of the run
   * @param promptLength how many of them the poolers see
   */
  static NativeTensors of(LlamaConfig config, MoaAdapter adapter, int tokens, int promptLength) {
    RouterInputs inputs = new RouterInputs(config);
    int experts = adapter.experts().size();
    inputs.on(DOMAINS, tokens, promptLength);
    inputs.tensors.flag(GraphPorts.ACTIVATE, false);
    FloatBuffer routers = inputs.routers(experts);
    adapter.routers().forEach(routers::put);
    inputs.poolers();
    inputs.rationals();
    for (AdapterSite site : AdapterSite.values()) {
      int modules = site.projections().size();
      LongBuffer columns =
          inputs.tensors.longs(GraphPorts.gateColumns(site), (long) experts * modules);
      for (int pair = 0; pair < experts * modules; pair++) {
        columns.put(pair / modules);
      }
    }
    return inputs.tensors;
  }

  private void on(RouterSettings settings, int tokens, int promptLength) {
    tensors.flag(GraphPorts.ROUTE, true);
    options(settings);
    FloatBuffer mask = tensors.floats(GraphPorts.POOL_MASK, 1, 1, tokens);
    int firstSeen = settings.pooler() == Pooler.LAST ? promptLength - 1 : 0;
    for (int token = 0; token < tokens; token++) {
      boolean seen = token >= firstSeen && token < promptLength;
      mask.put(token, seen ? 0 : Float.NEGATIVE_INFINITY);
    }
  }

  private void options(RouterSettings settings) {
    tensors.flag(GraphPorts.POOL_MAXIMUM, settings.pooler() == Pooler.MAX);
    tensors.flag(GraphPorts.NORMALISE, settings.normalise());
    tensors.flag(GraphPorts.RENORMALISE_GATES, settings.gate() == GateKind.RENORMALISED);
    tensors.flag(GraphPorts.UNIT_GATES, settings.gate() == GateKind.ONE);
    tensors.longs(GraphPorts.KEPT, 1).put(0, settings.k());
  }

  private FloatBuffer routers(int experts) {
    return tensors.floats(GraphPorts.ROUTERS, config.layers(), config.hidden(), experts);
  }

  private FloatBuffer poolers() {
    return tensors.floats(GraphPorts.POOLERS, config.layers(), config.hidden(), 1);
  }

  private FloatBuffer rationals() {
    return tensors.floats(GraphPorts.RATIONALS, config.layers(), POWERS, 2);
  }

  private static void put(RouterWeights weights, FloatBuffer rationals) {
    for (int power = 0; power < POWERS; power++) {
      boolean inDenominator = power >= 1 && power <= weights.denominator().length;
      rationals.put(weights.numerator()[power]);
      rationals.put(inDenominator ? weights.denominator()[power - 1] : 0);
    }
  }
}
