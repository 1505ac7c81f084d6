package io.milora.engine.onnx;

import io.milora.engine.adapter.PairSet;
import io.milora.engine.base.LlamaConfig;
import java.util.List;

/** Routers read a prompt once; in every other run the gates are part of B. */
final class PromptGating implements Gating {
  static final PromptGating INSTANCE = new PromptGating();

  private PromptGating() {}

  @Override
  public String name() {
    return "graph";
  }

  @Override
  public GateNodes nodes(OnnxGraph graph, LlamaConfig config) {
    return new RouterNodes(graph, config);
  }

  @Override
  public NativeTensors idle(LlamaConfig config) {
    return RouterInputs.off(config);
  }

  @Override
  public void gather(
      LlamaConfig config, List<List<PairSet>> rows, int tokens, NativeTensors inputs) {}
}
