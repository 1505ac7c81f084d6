package io.milora.engine.serve;

/** Where a base model is computed. */
public enum ServingDevice {
  /** Processors. */
  CPU,
  /** The first NVIDIA GPU that the process sees. */
  CUDA
}
