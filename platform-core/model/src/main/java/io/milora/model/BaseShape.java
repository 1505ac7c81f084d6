package io.milora.model;

/**
 * The widths of a base model that an adapter must fit.
 *
 * @param layers number of decoder layers
 * @param hidden d, width of the residual stream
 * @param intermediate width of the feed-forward part
 * @param query width of all query heads
 * @param keyValue width of all key heads, and of all value heads
 * @param vocabulary V, number of tokens
 */
public record BaseShape(
    int layers, int hidden, int intermediate, int query, int keyValue, int vocabulary) {

  /** d_in of a module. */
  public int in(Projection projection) {
    return switch (projection) {
      case Q, K, V, GATE, UP -> hidden;
      case O -> query;
      case DOWN -> intermediate;
    };
  }

  /** d_out of a module. */
  public int out(Projection projection) {
    return switch (projection) {
      case Q -> query;
      case K, V -> keyValue;
      case O, DOWN -> hidden;
      case GATE, UP -> intermediate;
    };
  }
}
