package io.milora.engine.bench.moelora;

import io.milora.engine.base.LlamaConfig;
import io.milora.engine.onnx.AdapterSite;
import io.milora.engine.onnx.Dimension;
import io.milora.engine.onnx.ElementType;
import io.milora.engine.onnx.GateNodes;
import io.milora.engine.onnx.GraphPorts;
import io.milora.engine.onnx.OnnxGraph;
import io.milora.engine.onnx.OnnxNode;

/**
 * MOELoRA's routers inside the graph: at every site each pair's router gives its token's experts
 * their gates, six operators for all pairs of all requests together. The narrow side x A of a pair
 * holds all of its experts side by side, so experts that are off cost nothing but zeros there.
 */
final class TokenGateNodes implements GateNodes {
  /** int64 [1]: k. */
  static final String KEPT = "experts_kept";

  /** float32 [E, r]: 1 where a column of A belongs to an expert, 0 elsewhere. */
  static final String COLUMNS = "expert_columns";

  private static final Dimension ONE = Dimension.of(1);
  private static final Dimension EXPERTS = Dimension.named("E");

  private final OnnxGraph graph;
  private final LlamaConfig config;

  TokenGateNodes(OnnxGraph graph, LlamaConfig config) {
    this.graph = graph;
    this.config = config;
  }

  /** float32 [n, d_in, E]: the router of each pair. */
  static String routers(AdapterSite site, int layer) {
    return site.node(layer, ".token_routers");
  }

  /** float32 [n, S, E]: zeros. */
  static String off(AdapterSite site) {
    return "experts_off." + site;
  }

  @Override
  public void declareInputs() {
    graph.input(KEPT, ElementType.INT64, ONE);
    graph.input(COLUMNS, ElementType.FLOAT, EXPERTS, Dimension.named("r"));
    for (AdapterSite site : AdapterSite.values()) {
      graph.input(off(site), ElementType.FLOAT, pairs(site), Dimension.named("S"), EXPERTS);
    }
  }

  private static Dimension pairs(AdapterSite site) {
    return Dimension.named(site + ".n");
  }

  /** No prompt is routed. */
  @Override
  public void route(int layer, String states) {}

  @Override
  public String gate(AdapterSite site, int layer, String x, String inner) {
    String router = routers(site, layer);
    graph.input(router, ElementType.FLOAT, pairs(site), Dimension.of(site.in(config)), EXPERTS);
    String scores = add(site, layer, "scores", OnnxNode.standard("MatMul").in(x, router));
    String probabilities =
        add(site, layer, "probabilities", OnnxNode.standard("Softmax").in(scores).with("axis", -1));
    String best = site.node(layer, ".best");
    String largest =
        add(
            site,
            layer,
            "largest",
            OnnxNode.standard("TopK").in(probabilities, KEPT).with("axis", -1),
            best);
    String gates =
        add(
            site,
            layer,
            "gates",
            OnnxNode.standard("ScatterElements").in(off(site), best, largest).with("axis", -1));
    String strength = add(site, layer, "strength", OnnxNode.standard("MatMul").in(gates, COLUMNS));
    return add(site, layer, "gated", OnnxNode.standard("Mul").in(inner, strength));
  }

  private String add(
      AdapterSite site, int layer, String name, OnnxNode node, String... furtherOutputs) {
    return graph.add(node.out(site.node(layer, "." + name)).out(furtherOutputs));
  }

  @Override
  public void collect() {
    long layers = config.layers();
    float[] none = new float[config.layers() * GraphPorts.ROUTE_ROWS];
    String routes = graph.floats("no_routes", none, layers, GraphPorts.ROUTE_ROWS, 1);
    graph.add(OnnxNode.standard("Identity").in(routes).out(GraphPorts.ROUTES));
    graph.output(
        GraphPorts.ROUTES,
        ElementType.FLOAT,
        Dimension.of(layers),
        Dimension.of(GraphPorts.ROUTE_ROWS),
        ONE);
  }
}
