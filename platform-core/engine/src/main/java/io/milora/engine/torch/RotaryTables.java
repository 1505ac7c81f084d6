package io.milora.engine.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.base.RopeScaling;

/**
 * Cosines and sines of rotary positions (RoFormer, arXiv 2104.09864), both [positions, headDim].
 * The first half of each row of {@code sin} is negative, so that x cos + swapped(x) sin rotates x,
 * where swapped exchanges the halves of a head.
 */
public record RotaryTables(NDArray cos, NDArray sin) {

  /** Tables for positions 0 to positions - 1. */
  public static RotaryTables of(NDManager manager, LlamaConfig config, int positions) {
    int half = config.headDim() / 2;
    float[] cos = new float[positions * config.headDim()];
    float[] sin = new float[cos.length];
    for (int i = 0; i < half; i++) {
      double frequency = frequency(config, i);
      for (int position = 0; position < positions; position++) {
        int low = position * config.headDim() + i;
        cos[low] = (float) Math.cos(position * frequency);
        cos[low + half] = cos[low];
        sin[low] = (float) -Math.sin(position * frequency);
        sin[low + half] = -sin[low];
      }
    }
    return new RotaryTables(
        Torch.floats(manager, cos, positions, config.headDim()),
        Torch.floats(manager, sin, positions, config.headDim()));
  }

  /** Radians a position, of the pair of coordinates i and i + headDim / 2. */
  private static double frequency(LlamaConfig config, int i) {
    double plain = Math.pow(config.ropeTheta(), -2.0 * i / config.headDim());
    RopeScaling scaling = config.ropeScaling();
    if (scaling == null) {
      return plain;
    }
    double turns = scaling.originalPositions() * plain / (2 * Math.PI);
    double low = scaling.lowFrequencyFactor();
    double high = scaling.highFrequencyFactor();
    double kept = Math.clamp((turns - low) / (high - low), 0, 1);
    return kept * plain + (1 - kept) * plain / scaling.factor();
  }
}
