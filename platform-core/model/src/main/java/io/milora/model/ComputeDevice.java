package io.milora.model;

/** What a base model is computed on. */
public enum ComputeDevice {
  /** Processors. */
  CPU,
  /**
   * The first NVIDIA GPU that the process sees, as {@code CUDA_VISIBLE_DEVICES} says. It takes a
   * PyTorch with CUDA, see docs/operating.md.
   */
  CUDA
}
