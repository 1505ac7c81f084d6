package io.milora.engine.onnx;

import io.milora.engine.base.LlamaConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Routers inside the graph: a layer's gates must be known before the layer runs. Every layer has
 * one {@code If}; runs that do not route take its other branch, which says that all gates are 1.
 *
 * <p>Options are inputs, so one graph serves every variant: the mean pooler is the attention pooler
 * with weights of zero, the last-token pooler masks all tokens but one. A router has any number E
 * of experts, and every pair names the one whose gate it has: MiLoRA's experts are the seven
 * modules (METHODS.md, MiLoRA 1 to 3), those of a Mixture-of-LoRAs are domains.
 */
final class RouterNodes implements GateNodes {
  private static final int POWERS = 7;
  private static final Dimension EXPERTS = Dimension.named("E");

  private final OnnxGraph graph;
  private final LlamaConfig config;
  private final List<String> decisions = new ArrayList<>();

  RouterNodes(OnnxGraph graph, LlamaConfig config) {
    this.graph = graph;
    this.config = config;
  }

  @Override
  public void declareInputs() {
    graph.input(GraphPorts.ROUTE, ElementType.BOOL);
    graph.input(
        GraphPorts.POOL_MASK,
        ElementType.FLOAT,
        Dimension.of(1),
        Dimension.of(1),
        Dimension.named("S"));
    graph.input(GraphPorts.POOL_MAXIMUM, ElementType.BOOL);
    graph.input(GraphPorts.NORMALISE, ElementType.BOOL);
    graph.input(GraphPorts.ACTIVATE, ElementType.BOOL);
    graph.input(GraphPorts.RENORMALISE_GATES, ElementType.BOOL);
    graph.input(GraphPorts.UNIT_GATES, ElementType.BOOL);
    graph.input(GraphPorts.KEPT, ElementType.INT64, Dimension.of(1));
    Dimension layers = Dimension.of(config.layers());
    Dimension hidden = Dimension.of(config.hidden());
    graph.input(GraphPorts.ROUTERS, ElementType.FLOAT, layers, hidden, EXPERTS);
    graph.input(GraphPorts.POOLERS, ElementType.FLOAT, layers, hidden, Dimension.of(1));
    graph.input(
        GraphPorts.RATIONALS, ElementType.FLOAT, layers, Dimension.of(POWERS), Dimension.of(2));
    for (AdapterSite site : AdapterSite.values()) {
      graph.input(
          GraphPorts.gateColumns(site), ElementType.INT64, Dimension.named(site + ".columns"));
    }
  }

  /** Name of the gates of a site, [n, 1, 1], or [1, 1, 1] where routers do not run. */
  private static String gates(int layer, AdapterSite site) {
    return site.node(layer, ".gates");
  }

  /**
   * Decides a layer.
   *
   * @param states H [1, S, d], the residual stream that enters the layer
   */
  @Override
  public void route(int layer, String states) {
    List<String> outputs = new ArrayList<>();
    for (AdapterSite site : AdapterSite.values()) {
      outputs.add(gates(layer, site));
    }
    outputs.add(decision(layer));
    decisions.add(decision(layer));
    graph.add(
        OnnxNode.standard("If")
            .in(GraphPorts.ROUTE)
            .out(outputs.toArray(String[]::new))
            .with("then_branch", routed(layer, states))
            .with("else_branch", unrouted(layer)));
  }

  @Override
  public String gate(AdapterSite site, int layer, String x, String inner) {
    return graph.add(
        OnnxNode.standard("Mul").in(inner, gates(layer, site)).out(site.node(layer, ".gated")));
  }

  /** Joins what all layers decided to one output. */
  @Override
  public void collect() {
    graph.add(
        OnnxNode.standard("Concat")
            .in(decisions.toArray(String[]::new))
            .out(GraphPorts.ROUTES)
            .with("axis", 0));
    graph.output(
        GraphPorts.ROUTES,
        ElementType.FLOAT,
        Dimension.of(config.layers()),
        Dimension.of(GraphPorts.ROUTE_ROWS),
        EXPERTS);
  }

  private static String decision(int layer) {
    return "layer" + layer + ".decision";
  }

  private OnnxGraph unrouted(int layer) {
    OnnxGraph branch = new OnnxGraph();
    String prefix = "layer" + layer + ".unrouted.";
    for (AdapterSite site : AdapterSite.values()) {
      String gate = branch.floats(prefix + site, new float[] {1}, 1, 1, 1);
      branch.branchOutput(gate, ElementType.FLOAT);
    }
    float[] none = new float[GraphPorts.ROUTE_ROWS];
    branch.branchOutput(
        branch.floats(prefix + "decision", none, 1, GraphPorts.ROUTE_ROWS, 1), ElementType.FLOAT);
    return branch;
  }

  private OnnxGraph routed(int layer, String states) {
    OnnxGraph branch = new OnnxGraph();
    String prefix = "layer" + layer + ".router.";
    Step step = new Step(branch, prefix);
    String index = branch.integers(prefix + "layer", layer);
    String router = step.of("router", "Gather", GraphPorts.ROUTERS, index);
    String pooler = step.of("pooler", "Gather", GraphPorts.POOLERS, index);
    String pooled = normalise(step, pool(step, states, pooler));
    String activated = activate(step, pooled, index);
    String input = step.of("activated_or_not", "Where", GraphPorts.ACTIVATE, activated, pooled);
    String scores = step.of("scores", "MatMul", input, router);
    String probabilities =
        branch.add(
            OnnxNode.standard("Softmax").in(scores).out(prefix + "probabilities").with("axis", -1));
    String logarithms =
        branch.add(
            OnnxNode.standard("LogSoftmax").in(scores).out(prefix + "logarithms").with("axis", -1));
    outputs(step, logarithms, probabilities, gates(step, probabilities));
    return branch;
  }

  /** Nodes of one branch, named with a prefix. */
  private record Step(OnnxGraph branch, String prefix) {
    String of(String name, String operator, String... inputs) {
      return branch.add(OnnxNode.standard(operator).in(inputs).out(prefix + name));
    }
  }

  /** [1, 1, d]. The pooler's weights are [1, d, 1]. */
  private static String pool(Step step, String states, String pooler) {
    String prefix = step.prefix();
    OnnxGraph maximum = new OnnxGraph();
    Step inMaximum = new Step(maximum, prefix + "maximum.");
    String column = transposed(inMaximum, GraphPorts.POOL_MASK, "mask");
    String masked = inMaximum.of("masked", "Add", states, column);
    String tokens = maximum.integers(prefix + "tokens", 1);
    maximum.branchOutput(inMaximum.of("pooled", "ReduceMax", masked, tokens), ElementType.FLOAT);

    OnnxGraph attention = new OnnxGraph();
    Step inAttention = new Step(attention, prefix + "attention.");
    String scores = inAttention.of("scores", "MatMul", states, pooler);
    String row = transposed(inAttention, scores, "row");
    String seen = inAttention.of("seen", "Add", row, GraphPorts.POOL_MASK);
    String shares =
        attention.add(
            OnnxNode.standard("Softmax")
                .in(seen)
                .out(prefix + "attention.shares")
                .with("axis", -1));
    attention.branchOutput(inAttention.of("pooled", "MatMul", shares, states), ElementType.FLOAT);

    return step.branch()
        .add(
            OnnxNode.standard("If")
                .in(GraphPorts.POOL_MAXIMUM)
                .out(prefix + "pooled")
                .with("then_branch", maximum)
                .with("else_branch", attention));
  }

  private static String transposed(Step step, String value, String name) {
    return step.branch()
        .add(
            OnnxNode.standard("Transpose")
                .in(value)
                .out(step.prefix() + name)
                .withAll("perm", 0, 2, 1));
  }

  private String normalise(Step step, String pooled) {
    float[] ones = new float[config.hidden()];
    Arrays.fill(ones, 1);
    String weight = graph.floats("router.ones", ones, config.hidden());
    String normed =
        step.branch()
            .add(
                OnnxNode.standard("SimplifiedLayerNormalization")
                    .in(pooled, weight)
                    .out(step.prefix() + "normed")
                    .with("axis", -1)
                    .with("epsilon", (float) config.rmsNormEps())
                    .with("stash_type", 1));
    return step.of("input", "Where", GraphPorts.NORMALISE, normed, pooled);
  }

  /** Ra, element by element: powers [d, 7] times coefficients [7, 2], then P / (1 + |Q|). */
  private String activate(Step step, String input, String index) {
    String prefix = step.prefix();
    String exponents = graph.floats("router.exponents", new float[] {0, 1, 2, 3, 4, 5, 6}, POWERS);
    String one = graph.floats("router.one", new float[] {1}, 1);
    String column =
        step.of("column", "Reshape", input, graph.integers("router.column", 1, config.hidden(), 1));
    String powers = step.of("powers", "Pow", column, exponents);
    String coefficients = step.of("coefficients", "Gather", GraphPorts.RATIONALS, index);
    String both = step.of("polynomials", "MatMul", powers, coefficients);
    step.branch()
        .add(
            OnnxNode.standard("Split")
                .in(both, graph.integers("router.two", 1, 1))
                .out(prefix + "p", prefix + "q")
                .with("axis", 2));
    String magnitude = step.of("magnitude", "Abs", prefix + "q");
    String divisor = step.of("divisor", "Add", magnitude, one);
    String ratio = step.of("ratio", "Div", prefix + "p", divisor);
    return transposed(step, ratio, "activated");
  }

  /** [1, 1, E], 0 where off. */
  private String gates(Step step, String probabilities) {
    String prefix = step.prefix();
    String one = graph.floats("router.one", new float[] {1}, 1);
    step.branch()
        .add(
            OnnxNode.standard("TopK")
                .in(probabilities, GraphPorts.KEPT)
                .out(prefix + "values", prefix + "indices")
                .with("axis", -1));
    String values = prefix + "values";
    String last = graph.integers("router.last_axis", -1);
    String sum = step.of("sum", "ReduceSum", values, last);
    String shares = step.of("shares", "Div", values, sum);
    String scaled = step.of("scaled", "Where", GraphPorts.RENORMALISE_GATES, shares, values);
    String strength = step.of("strength", "Where", GraphPorts.UNIT_GATES, one, scaled);
    String off = step.of("off", "ConstantOfShape", step.of("shape", "Shape", probabilities));
    return step.branch()
        .add(
            OnnxNode.standard("ScatterElements")
                .in(off, prefix + "indices", strength)
                .out(prefix + "gates")
                .with("axis", -1));
  }

  private void outputs(Step step, String logarithms, String probabilities, String gates) {
    String column = graph.integers("router.gate_column", -1, 1, 1);
    String perExpert = step.of("per_expert", "Reshape", gates, column);
    for (AdapterSite site : AdapterSite.values()) {
      String own = step.of(site.toString(), "Gather", perExpert, GraphPorts.gateColumns(site));
      step.branch().branchOutput(own, ElementType.FLOAT);
    }
    step.branch()
        .add(
            OnnxNode.standard("Concat")
                .in(logarithms, probabilities, gates)
                .out(step.prefix() + "decision")
                .with("axis", 1));
    step.branch().branchOutput(step.prefix() + "decision", ElementType.FLOAT);
  }
}
