package io.milora.engine.adapter;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;

/**
 * The pair of one module: it adds g s (x A) B to the module's output, g the gate and s = alpha /
 * rank. The arrays are shared, never copied: treat them as immutable.
 *
 * @param in d_in
 * @param rank r
 * @param out d_out
 * @param a A [d_in, r], row-major (PEFT's files hold the transpose)
 * @param b B [r, d_out], row-major (PEFT's files hold the transpose)
 */
@SuppressWarnings("ArrayRecordComponent") // weights: identity of a pair is never asked for
public record LowRankPair(int in, int rank, int out, float[] a, float[] b) {
  public LowRankPair {
    if (a.length != in * rank || b.length != rank * out) {
      throw new InvalidInputException(
          new Problem(
              null,
              "invalid_shape",
              "A has %d and B %d elements; [%d, %d] and [%d, %d] need %d and %d."
                  .formatted(a.length, b.length, in, rank, rank, out, in * rank, rank * out)));
    }
  }
}
