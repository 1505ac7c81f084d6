package io.milora.model;

/**
 * How a router pools the hidden states of a prompt's tokens to one vector (METHODS.md, MiLoRA 1).
 */
public enum Pooler {
  ATTENTION,
  MEAN,
  MAX,
  LAST
}
