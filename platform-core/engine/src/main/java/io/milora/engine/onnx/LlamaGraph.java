package io.milora.engine.onnx;

import io.milora.engine.base.LlamaConfig;
import io.milora.engine.base.WeightSource;
import io.milora.engine.onnx.GraphPorts.KeyOrValue;
import io.milora.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a Llama-family decoder as an ONNX graph. One graph does prefill (B = 1, S tokens) and
 * decoding (B sequences, S = 1): weights are loaded once. Inputs and outputs: {@link GraphPorts}
 * and, for the adapters, {@link SiteInput}.
 *
 * <p>With {@link Precision#INT8} linear modules are {@code MatMulNBits} with 8 bits, blocks of
 * {@value #BLOCK} or {@value #LONG_BLOCK} and accuracy level 4 (activations are rounded to 8 bits a
 * block too); a module whose d_in is not a multiple of {@value #BLOCK} stays float32, and so do
 * embedding, norms and biases.
 */
final class LlamaGraph {
  /** Part of the cache key: raise it with every change of the graph or the weights' layout. */
  static final int VERSION = 4;

  static final String MODEL_FILE = "model.onnx";
  private static final String WEIGHT_FILE = "weights.bin";
  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final int BLOCK = 32;
  private static final int LONG_BLOCK = 64;
  private static final Dimension BATCH = Dimension.named("B");
  private static final Dimension LENGTH = Dimension.named("S");

  private final OnnxGraph graph = new OnnxGraph();
  private final LlamaConfig config;
  private final Precision precision;
  private final WeightFile file;
  private final AdapterNodes adapters;
  private final GateNodes gates;

  private LlamaGraph(LlamaConfig config, Precision precision, Gating gating, WeightFile file) {
    this.config = config;
    this.precision = precision;
    this.file = file;
    this.adapters = new AdapterNodes(graph, config);
    this.gates = gating.nodes(graph, config);
  }

  /** Writes model and weights into an existing, empty folder. */
  static void write(
      LlamaConfig config, WeightSource weights, Precision precision, Gating gating, Path folder)
      throws IOException {
    try (WeightFile file = new WeightFile(folder.resolve(WEIGHT_FILE), weights)) {
      LlamaGraph graph = new LlamaGraph(config, precision, gating, file);
      graph.build();
      Files.write(folder.resolve(MODEL_FILE), graph.graph.toModel("llama"));
    }
  }

  private void build() throws IOException {
    declareInputs();
    String embedding =
        graph.external(
            "embedding",
            ElementType.FLOAT,
            file.floats(List.of(EMBEDDING)),
            config.vocabulary(),
            config.hidden());
    String residual =
        graph.add(OnnxNode.standard("Gather").in(embedding, GraphPorts.TOKENS).out("embedded"));
    String update = null;
    for (int layer = 0; layer < config.layers(); layer++) {
      Normed entry =
          update == null
              ? norm(residual, layer, "input_layernorm")
              : addAndNorm(residual, update, layerWeight(layer, "input_layernorm"));
      String attended = attention(layer, entry);
      Normed middle =
          addAndNorm(entry.residual(), attended, layerWeight(layer, "post_attention_layernorm"));
      update = feedForward(layer, middle.normed());
      residual = middle.residual();
    }
    if (update == null) {
      throw new IllegalArgumentException("A model has at least one layer.");
    }
    head(addAndNorm(residual, update, "model.norm.weight").normed(), embedding);
    gates.collect();
  }

  /** A residual stream and its RMS-normalised, weighted form, both [B, S, d]. */
  private record Normed(String residual, String normed) {}

  private void declareInputs() {
    graph.input(GraphPorts.TOKENS, ElementType.INT64, BATCH, LENGTH);
    graph.input(GraphPorts.LAST_POSITIONS, ElementType.INT32, BATCH);
    graph.input(GraphPorts.TOTAL_LENGTH, ElementType.INT32);
    graph.input(GraphPorts.LOGIT_ROWS, ElementType.INT64, Dimension.named("R"));
    Dimension half = Dimension.of(config.headDim() / 2);
    graph.input(GraphPorts.COSINES, ElementType.FLOAT, Dimension.named("P"), half);
    graph.input(GraphPorts.SINES, ElementType.FLOAT, Dimension.named("P"), half);
    gates.declareInputs();
  }

  private String attention(int layer, Normed entry) throws IOException {
    gates.route(layer, entry.residual());
    String prefix = "layer" + layer + ".";
    String qkv = site(AdapterSite.QKV, layer, entry.normed(), config.attentionBias());
    for (KeyOrValue part : KeyOrValue.values()) {
      graph.input(GraphPorts.past(layer, part), ElementType.FLOAT, cacheShape());
      graph.output(GraphPorts.present(layer, part), ElementType.FLOAT, cacheShape());
    }
    String attended =
        graph.add(
            OnnxNode.contributed("GroupQueryAttention")
                .in(qkv, "", "")
                .in(GraphPorts.past(layer, KeyOrValue.KEY))
                .in(GraphPorts.past(layer, KeyOrValue.VALUE))
                .in(GraphPorts.LAST_POSITIONS, GraphPorts.TOTAL_LENGTH)
                .in(GraphPorts.COSINES, GraphPorts.SINES)
                .out(prefix + "attended")
                .out(GraphPorts.present(layer, KeyOrValue.KEY))
                .out(GraphPorts.present(layer, KeyOrValue.VALUE))
                .with("num_heads", config.heads())
                .with("kv_num_heads", config.kvHeads())
                .with("do_rotary", 1)
                .with("rotary_interleaved", 0)
                .with("scale", (float) (1 / Math.sqrt(config.headDim()))));
    return site(AdapterSite.O, layer, attended, config.outputBias());
  }

  private String feedForward(int layer, String input) throws IOException {
    String prefix = "layer" + layer + ".";
    String both = site(AdapterSite.GATE_UP, layer, input, false);
    String sizes = graph.integers("gate_up_sizes", config.intermediate(), config.intermediate());
    graph.add(
        OnnxNode.standard("Split")
            .in(both, sizes)
            .out(prefix + "gate", prefix + "up")
            .with("axis", -1));
    // SiLU is QuickGelu with alpha 1.
    String activated =
        graph.add(
            OnnxNode.contributed("QuickGelu")
                .in(prefix + "gate")
                .out(prefix + "activated")
                .with("alpha", 1f));
    String product =
        graph.add(OnnxNode.standard("Mul").in(activated, prefix + "up").out(prefix + "product"));
    return site(AdapterSite.DOWN, layer, product, false);
  }

  private void head(String normed, String embedding) throws IOException {
    String flat = graph.integers("flat", -1, config.hidden());
    String rows = graph.add(OnnxNode.standard("Reshape").in(normed, flat).out("final.flat"));
    String wanted =
        graph.add(OnnxNode.standard("Gather").in(rows, GraphPorts.LOGIT_ROWS).out("final.rows"));
    graph.output(
        GraphPorts.LOGITS,
        ElementType.FLOAT,
        Dimension.named("R"),
        Dimension.of(config.vocabulary()));
    String weight = config.tiedHead() ? EMBEDDING : "lm_head.weight";
    boolean shared = config.tiedHead() && !quantises(config.hidden());
    if (shared) {
      multiply(wanted, embedding, GraphPorts.LOGITS);
    } else {
      linear(
          "head",
          List.of(weight),
          BLOCK,
          wanted,
          config.hidden(),
          config.vocabulary(),
          GraphPorts.LOGITS);
    }
  }

  /** The packed linear modules of a site, their biases and the adapters' pairs: [B, S, out]. */
  private String site(AdapterSite site, int layer, String input, boolean bias) throws IOException {
    List<String> modules =
        site.projections().stream().map(p -> "model.layers." + layer + "." + p.path()).toList();
    int out = site.out(config);
    String sum =
        linear(
            site.node(layer, ""),
            modules.stream().map(module -> module + ".weight").toList(),
            block(site),
            input,
            site.in(config),
            out,
            site.node(layer, ".base"));
    if (bias) {
      List<String> biases = modules.stream().map(module -> module + ".bias").toList();
      String values =
          graph.external(site.node(layer, ".bias"), ElementType.FLOAT, file.floats(biases), out);
      sum = graph.add(OnnxNode.standard("Add").in(sum, values).out(site.node(layer, ".biased")));
    }
    return adapters.add(site, layer, input, sum, gates);
  }

  /** Blocks of 64 are computed faster, and cost accuracy in some modules only (ADR 15). */
  private int block(AdapterSite site) {
    return switch (site) {
      case O, GATE_UP -> site.in(config) % LONG_BLOCK == 0 ? LONG_BLOCK : BLOCK;
      case QKV, DOWN -> BLOCK;
    };
  }

  private String linear(
      String name, List<String> tensors, int block, String input, int in, int out, String output)
      throws IOException {
    if (!quantises(in)) {
      String weight =
          graph.external(name + ".weight", ElementType.FLOAT, file.floats(tensors), out, in);
      return multiply(input, weight, output);
    }
    WeightFile.Quantised quantised = file.quantised(tensors, block);
    int blocks = in / block;
    return graph.add(
        OnnxNode.contributed("MatMulNBits")
            .in(input)
            .in(
                graph.external(
                    name + ".codes", ElementType.UINT8, quantised.codes(), out, blocks, block))
            .in(
                graph.external(
                    name + ".scales", ElementType.FLOAT, quantised.scales(), (long) out * blocks))
            .out(output)
            .with("K", in)
            .with("N", out)
            .with("bits", 8)
            .with("block_size", block)
            .with("accuracy_level", 4));
  }

  /** x W with W stored as [out, in], Hugging Face's way, so that rows can be packed as they are. */
  private String multiply(String input, String weight, String output) {
    return graph.add(
        OnnxNode.contributed("FusedMatMul").in(input, weight).out(output).with("transB", 1));
  }

  private boolean quantises(int in) {
    return precision == Precision.INT8 && in % BLOCK == 0;
  }

  private Normed norm(String residual, int layer, String name) throws IOException {
    String normed =
        graph.add(
            OnnxNode.standard("SimplifiedLayerNormalization")
                .in(residual, normWeight(layerWeight(layer, name)))
                .out("layer" + layer + "." + name)
                .with("axis", -1)
                .with("epsilon", (float) config.rmsNormEps())
                .with("stash_type", 1));
    return new Normed(residual, normed);
  }

  private Normed addAndNorm(String residual, String update, String weight) throws IOException {
    String sum = weight + ".residual";
    String normed =
        graph.add(
            OnnxNode.contributed("SkipSimplifiedLayerNormalization")
                .in(residual, update, normWeight(weight))
                .out(weight + ".normed", "", "", sum)
                .with("epsilon", (float) config.rmsNormEps()));
    return new Normed(sum, normed);
  }

  private String normWeight(String name) throws IOException {
    return graph.external(name, ElementType.FLOAT, file.floats(List.of(name)), config.hidden());
  }

  private Dimension[] cacheShape() {
    return new Dimension[] {
      BATCH, Dimension.of(config.kvHeads()), Dimension.named("T"), Dimension.of(config.headDim())
    };
  }

  private static String layerWeight(int layer, String name) {
    return "model.layers." + layer + "." + name + ".weight";
  }
}
