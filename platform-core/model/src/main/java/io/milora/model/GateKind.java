package io.milora.model;

/** The strength of a module that the router keeps (METHODS.md, MiLoRA 3). */
public enum GateKind {
  /** Its probability. */
  PROBABILITY,
  /** Its probability divided by the sum of those kept. */
  RENORMALISED,
  /** 1, with a straight-through gradient to the probability. */
  ONE
}
