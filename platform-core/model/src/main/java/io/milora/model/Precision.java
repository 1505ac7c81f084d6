package io.milora.model;

/** In what the linear modules of a served base model are computed. */
public enum Precision {
  /** The reference. */
  FLOAT32,
  /**
   * Weights in blocks of 32 eight-bit integers with a float32 scale each; the fast path on CPUs.
   */
  INT8
}
