package io.milora.engine.bench.moelora;

import io.milora.engine.adapter.PairSet;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.onnx.AdapterSite;
import io.milora.engine.onnx.GateNodes;
import io.milora.engine.onnx.Gating;
import io.milora.engine.onnx.NativeTensors;
import io.milora.engine.onnx.OnnxGraph;
import io.milora.engine.onnx.SiteInput;
import io.milora.model.Projection;
import java.nio.FloatBuffer;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * A router for every module, asked anew at every token. Knows the adapters whose uncut pairs the
 * engine is given. Not thread-safe.
 */
final class TokenGating implements Gating {
  private final IdentityHashMap<PairSet, MoeLoraAdapter> adapters = new IdentityHashMap<>();

  void add(MoeLoraAdapter adapter) {
    adapters.put(adapter.pairs(), adapter);
  }

  void remove(MoeLoraAdapter adapter) {
    adapters.remove(adapter.pairs());
  }

  @Override
  public String name() {
    return "moelora-graph";
  }

  @Override
  public GateNodes nodes(OnnxGraph graph, LlamaConfig config) {
    return new TokenGateNodes(graph, config);
  }

  @Override
  public NativeTensors idle(LlamaConfig config) {
    return new NativeTensors();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the adapters differ in rank, number of experts or k
   */
  @Override
  public void gather(
      LlamaConfig config, List<List<PairSet>> rows, int tokens, NativeTensors inputs) {
    List<MoeLoraAdapter> working = rows.stream().map(layers -> adapter(layers.getFirst())).toList();
    MoeLoraSettings settings = common(working);
    inputs.longs(TokenGateNodes.KEPT, 1).put(settings.kept());
    columns(settings, inputs);
    for (AdapterSite site : AdapterSite.values()) {
      long pairs = (long) working.size() * site.projections().size();
      inputs.floats(TokenGateNodes.off(site), pairs, tokens, settings.experts());
      for (int layer = 0; layer < config.layers(); layer++) {
        FloatBuffer routers =
            inputs.floats(
                TokenGateNodes.routers(site, layer), pairs, site.in(config), settings.experts());
        for (MoeLoraAdapter adapter : working) {
          for (Projection module : site.projections()) {
            routers.put(adapter.router(layer, module));
          }
        }
      }
    }
  }

  private MoeLoraAdapter adapter(PairSet pairs) {
    MoeLoraAdapter adapter = adapters.get(pairs);
    if (adapter == null) {
      throw new IllegalArgumentException("The engine serves pairs of adapters added to it only.");
    }
    return adapter;
  }

  private static MoeLoraSettings common(List<MoeLoraAdapter> working) {
    List<MoeLoraSettings> all = working.stream().map(MoeLoraAdapter::settings).toList();
    for (MoeLoraSettings one : all) {
      if (one.lora().rank() != all.getFirst().lora().rank()
          || one.experts() != all.getFirst().experts()
          || one.kept() != all.getFirst().kept()) {
        throw new IllegalArgumentException(
            "Adapters of one batch differ in rank, experts or k: %s and %s."
                .formatted(all.getFirst(), one));
      }
    }
    return all.getFirst();
  }

  private static void columns(MoeLoraSettings settings, NativeTensors inputs) {
    int columns = SiteInput.columns(settings.lora().rank());
    FloatBuffer belongs = inputs.floats(TokenGateNodes.COLUMNS, settings.experts(), columns);
    for (int column = 0; column < settings.lora().rank(); column++) {
      belongs.put(column / settings.expertRank() * columns + column, 1);
    }
  }
}
