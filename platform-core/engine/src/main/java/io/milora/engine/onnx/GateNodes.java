package io.milora.engine.onnx;

/**
 * The nodes that say how strongly low-rank pairs act, between a pair's two products: the part of
 * the graph in which methods differ. Called in the order of the methods here, layer by layer.
 */
public interface GateNodes {
  /** Declares inputs that belong to no layer. */
  void declareInputs();

  /**
   * A layer begins.
   *
   * @param states [B, S, d], the residual stream that enters the layer
   */
  void route(int layer, String states);

  /**
   * Multiplies the gates of a site's n pairs.
   *
   * @param x [n, S, d_in], what each pair reads
   * @param inner [n, S, r], x A
   * @return [n, S, r]
   */
  String gate(AdapterSite site, int layer, String x, String inner);

  /** Declares the output {@link GraphPorts#ROUTES}. */
  void collect();
}
