package io.milora.engine.train;

import ai.djl.ndarray.NDArray;

/**
 * Sums over response tokens.
 *
 * @param crossEntropy nats
 * @param right tokens that were the most probable ones, where all before them are given
 */
record TokenSums(double crossEntropy, double right) {
  static final TokenSums NONE = new TokenSums(0, 0);

  /** From [2], as programs give them. */
  static TokenSums of(NDArray found) {
    float[] sums = found.toFloatArray();
    return new TokenSums(sums[0], sums[1]);
  }

  TokenSums plus(TokenSums more) {
    return new TokenSums(crossEntropy + more.crossEntropy, right + more.right);
  }
}
