package io.milora.engine.onnx;

import io.milora.engine.base.LlamaConfig;
import io.milora.model.Projection;
import java.util.List;
import java.util.Locale;

/**
 * Modules that read the same input and whose outputs lie side by side: there, a layer's low-rank
 * pairs are added together. The output is cut into blocks of one width, so that pairs of different
 * width fit one tensor.
 */
public enum AdapterSite {
  QKV(Projection.Q, Projection.K, Projection.V),
  O(Projection.O),
  GATE_UP(Projection.GATE, Projection.UP),
  DOWN(Projection.DOWN);

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<Projection> projections;

  AdapterSite(Projection... projections) {
    this.projections = List.of(projections);
  }

  /** In the order of their outputs. */
  public List<Projection> projections() {
    return projections;
  }

  /** Whether pairs are cut into blocks; otherwise a pair is the whole output. */
  boolean hasBlocks() {
    return projections.size() > 1;
  }

  /** Whether a pair can have several blocks. */
  boolean cutsPairs(LlamaConfig config) {
    return out(config) / blockWidth(config) > projections.size();
  }

  /** d_in of all its modules. */
  public int in(LlamaConfig config) {
    return config.in(projections.getFirst());
  }

  /** Width of the packed output. */
  int out(LlamaConfig config) {
    return projections.stream().mapToInt(config::out).sum();
  }

  /** Width of a block: that of the narrowest module, which divides the others. */
  int blockWidth(LlamaConfig config) {
    return projections.stream().mapToInt(config::out).min().orElseThrow();
  }

  /** How many blocks a module's output has. */
  int blocks(LlamaConfig config, Projection projection) {
    return config.out(projection) / blockWidth(config);
  }

  /** The first block of a module's output. */
  int firstBlock(LlamaConfig config, Projection projection) {
    return projections.subList(0, projections.indexOf(projection)).stream()
        .mapToInt(before -> blocks(config, before))
        .sum();
  }

  /** Name of one of its graph inputs in a layer. */
  String input(int layer, SiteInput part) {
    return node(layer, "." + part.name().toLowerCase(Locale.ROOT));
  }

  /** Name of something inside the graph that belongs to this site of a layer. */
  public String node(int layer, String suffix) {
    return "layer" + layer + "." + name().toLowerCase(Locale.ROOT) + suffix;
  }
}
