package io.milora.engine.onnx;

import io.milora.engine.adapter.PairSet;
import io.milora.engine.base.LlamaConfig;
import java.util.List;

/** A way to decide how strongly pairs act: its nodes in the graph, and what they want as inputs. */
public interface Gating {
  /** Part of the cache key: distinct among all ways. */
  String name();

  /** The nodes of one graph. */
  GateNodes nodes(OnnxGraph graph, LlamaConfig config);

  /** New tensors for the inputs of a run that routes no prompt; the caller closes them. */
  NativeTensors idle(LlamaConfig config);

  /**
   * Adds inputs that depend on the pairs of a run.
   *
   * @param rows for each row of the batch that has pairs, those of each layer. A site's n pairs are
   *     those of its modules in the first row, then in the second, and so on
   * @param tokens S, tokens a row of the run
   * @param inputs of the run, A and B of all sites among them
   */
  void gather(LlamaConfig config, List<List<PairSet>> rows, int tokens, NativeTensors inputs);
}
