package io.milora.engine.onnx;

/**
 * What the graph wants to know of the n pairs that are active at a site. B is the batch, S its
 * tokens a row, m the number of blocks of all n pairs together (m = n where every pair is one
 * block).
 */
public enum SiteInput {
  /**
   * int64 [n, 1]: the batch row of each pair; at sites with blocks also [1, 1], if all pairs read
   * the same row.
   */
  ROW,
  /** float32 [n, d_in, r]: A of each pair, columns of zeros up to a common r. */
  A,
  /** int64 [m, 1]: the pair of each block; absent where every pair is one block. */
  PAIR,
  /** float32 [m, r, width]: B of each block, times scale and what is known of the gate. */
  B,
  /**
   * int64 [m, S, 3]: batch row, token and block of the output that each row of a block is added to;
   * absent at sites without blocks.
   */
  TARGET;

  private static final int RANK_STEP = 16;

  /** Columns r that A has where the largest rank is this: the next multiple of 16. */
  public static int columns(int largestRank) {
    return Math.ceilDiv(largestRank, RANK_STEP) * RANK_STEP;
  }
}
