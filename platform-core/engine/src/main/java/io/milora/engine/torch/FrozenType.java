package io.milora.engine.torch;

/**
 * In what a base model's matrices are held while adapters are trained, and in what modules and
 * attention compute. Adapters, their optimiser, residual states, norms and losses are float32 with
 * either.
 */
public enum FrozenType {
  /** The reference. */
  FLOAT32,
  /**
   * Half the memory, and faster where the device multiplies it (GPUs since Ampere, processors with
   * AMX). float16 is not offered: with its range losses would have to be scaled, and what has no
   * bfloat16 is old.
   */
  BFLOAT16
}
