package io.milora.engine.torch;

/** Parameters that are trained together (METHODS.md, bi-level optimisation). */
public enum ParameterGroup {
  /** Omega: low-rank pairs, routers and pooler vectors. */
  WEIGHTS,
  /** Theta: the coefficients of the rational activations. */
  ACTIVATION
}
