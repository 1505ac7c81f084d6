package io.milora.engine.onnx;

import io.milora.engine.base.LlamaConfig;

/**
 * The nodes that add active low-rank pairs to a site's output. Only active (row, pair) combinations
 * are inputs, so a batch pays for what it uses, and no row is ever multiplied with another row's
 * pair: not even a NaN crosses from one to the other.
 */
final class AdapterNodes {
  private static final Dimension LENGTH = Dimension.named("S");

  private final OnnxGraph graph;
  private final LlamaConfig config;

  AdapterNodes(OnnxGraph graph, LlamaConfig config) {
    this.graph = graph;
    this.config = config;
  }

  /**
   * Adds a site's pairs.
   *
   * @param input [B, S, d_in]
   * @param output [B, S, out] of the base model
   * @param gates how strongly its pairs act
   * @return [B, S, out]
   */
  String add(AdapterSite site, int layer, String input, String output, GateNodes gates) {
    declare(site, layer);
    String row = site.input(layer, SiteInput.ROW);
    String x = graph.add(OnnxNode.standard("GatherND").in(input, row).out(site.node(layer, ".x")));
    String inner = multiply(site, layer, x, SiteInput.A, ".xa");
    String gated = gates.gate(site, layer, x, inner);
    return site.hasBlocks()
        ? addBlocks(site, layer, gated, output)
        : scatter(site, layer, output, row, multiply(site, layer, gated, SiteInput.B, ".xab"));
  }

  private String addBlocks(AdapterSite site, int layer, String gated, String output) {
    String update = multiply(site, layer, repeatForBlocks(site, layer, gated), SiteInput.B, ".xab");
    int out = site.out(config);
    int width = site.blockWidth(config);
    // 0 keeps a dimension as it is, so the runtime knows the shapes and adds in place.
    String cut = graph.integers(site + ".cut", 0, 0, out / width, width);
    String blocks =
        graph.add(OnnxNode.standard("Reshape").in(output, cut).out(site.node(layer, ".blocks")));
    String target = site.input(layer, SiteInput.TARGET);
    String sum = scatter(site, layer, blocks, target, update);
    String joined = graph.integers(site + ".joined", 0, 0, out);
    return graph.add(
        OnnxNode.standard("Reshape").in(sum, joined).out(site.node(layer, ".adapted")));
  }

  private String repeatForBlocks(AdapterSite site, int layer, String gated) {
    if (!site.cutsPairs(config)) {
      return gated;
    }
    String pair = site.input(layer, SiteInput.PAIR);
    return graph.add(
        OnnxNode.standard("GatherND").in(gated, pair).out(site.node(layer, ".repeated")));
  }

  private String multiply(
      AdapterSite site, int layer, String input, SiteInput matrix, String suffix) {
    return graph.add(
        OnnxNode.standard("MatMul")
            .in(input, site.input(layer, matrix))
            .out(site.node(layer, suffix)));
  }

  private String scatter(AdapterSite site, int layer, String data, String indices, String updates) {
    return graph.add(
        OnnxNode.standard("ScatterND")
            .in(data, indices, updates)
            .out(site.node(layer, ".sum"))
            .withText("reduction", "add"));
  }

  private void declare(AdapterSite site, int layer) {
    Dimension pairs = Dimension.named(site.node(layer, ".n"));
    Dimension blocks = site.cutsPairs(config) ? Dimension.named(site.node(layer, ".m")) : pairs;
    Dimension rank = Dimension.named(site.node(layer, ".r"));
    Dimension one = Dimension.of(1);
    Dimension reads = site.hasBlocks() ? Dimension.named(site.node(layer, ".reads")) : pairs;
    declare(site, layer, SiteInput.ROW, ElementType.INT64, reads, one);
    declare(
        site, layer, SiteInput.A, ElementType.FLOAT, pairs, Dimension.of(site.in(config)), rank);
    Dimension width = Dimension.of(site.blockWidth(config));
    declare(site, layer, SiteInput.B, ElementType.FLOAT, blocks, rank, width);
    if (site.cutsPairs(config)) {
      declare(site, layer, SiteInput.PAIR, ElementType.INT64, blocks, one);
    }
    if (site.hasBlocks()) {
      declare(site, layer, SiteInput.TARGET, ElementType.INT64, blocks, LENGTH, Dimension.of(3));
    }
  }

  private void declare(
      AdapterSite site, int layer, SiteInput part, ElementType type, Dimension... shape) {
    graph.input(site.input(layer, part), type, shape);
  }
}
