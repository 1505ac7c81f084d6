package io.milora.engine.serve;

/** For which tokens of a prompt logits are wanted. */
public enum LogitRows {
  /** The last one. */
  LAST,
  /** All, for evaluation and inspection. */
  ALL
}
