package io.milora.engine.torch;

import io.milora.model.Projection;

/**
 * A trained tensor of an adapter.
 *
 * @param name for instance {@code layers.3.gate.A} or {@code layers.3.rational.b}
 * @param layer 0 to layers - 1
 * @param part what it is
 * @param rows its first dimension
 * @param columns its second dimension, 0 for a vector
 */
public record Parameter(String name, int layer, Part part, int rows, int columns) {

  /** What a parameter is within its layer. */
  public sealed interface Part {}

  /** A [in, r] of a module. */
  public record A(Projection module) implements Part {}

  /** B [r, out] of a module. */
  public record B(Projection module) implements Part {}

  /** Parts of a layer's router. */
  public enum Router implements Part {
    /** W_r [d, 7]. */
    WEIGHT,
    /** a_0 to a_6 [7]. */
    NUMERATOR,
    /** b_1 to b_5 [5]. */
    DENOMINATOR,
    /** w_sa [d, 1]. */
    POOLER
  }

  /** Number of elements. */
  public int size() {
    return rows * Math.max(1, columns);
  }

  /** One or two dimensions. */
  public long[] shape() {
    return columns == 0 ? new long[] {rows} : new long[] {rows, columns};
  }

  /** With which others it is trained. */
  public ParameterGroup group() {
    return part == Router.NUMERATOR || part == Router.DENOMINATOR
        ? ParameterGroup.ACTIVATION
        : ParameterGroup.WEIGHTS;
  }
}
