package io.milora.engine.onnx;

import io.milora.engine.base.LlamaConfig;
import io.milora.engine.base.RopeScaling;
import java.nio.FloatBuffer;

/**
 * Rotary position angles (Su et al., arXiv 2104.09864), with the {@code llama3} way of stretching
 * low frequencies to longer contexts.
 */
final class RotaryTable {
  private RotaryTable() {}

  /** Cosines and sines [positions, head_dim / 2], computed in double precision. */
  static void fill(LlamaConfig config, int positions, FloatBuffer cosines, FloatBuffer sines) {
    double[] frequencies = frequencies(config);
    for (int position = 0; position < positions; position++) {
      for (double frequency : frequencies) {
        cosines.put((float) Math.cos(position * frequency));
        sines.put((float) Math.sin(position * frequency));
      }
    }
  }

  /** Radians a position [head_dim / 2]. */
  static double[] frequencies(LlamaConfig config) {
    double[] frequencies = new double[config.headDim() / 2];
    for (int i = 0; i < frequencies.length; i++) {
      double plain = Math.pow(config.ropeTheta(), -2.0 * i / config.headDim());
      RopeScaling scaling = config.ropeScaling();
      frequencies[i] = scaling == null ? plain : stretch(plain, scaling);
    }
    return frequencies;
  }

  private static double stretch(double frequency, RopeScaling scaling) {
    double wavelength = 2 * Math.PI / frequency;
    double low = scaling.originalPositions() / scaling.lowFrequencyFactor();
    double high = scaling.originalPositions() / scaling.highFrequencyFactor();
    if (wavelength < high) {
      return frequency;
    }
    if (wavelength > low) {
      return frequency / scaling.factor();
    }
    double share =
        (scaling.originalPositions() / wavelength - scaling.lowFrequencyFactor())
            / (scaling.highFrequencyFactor() - scaling.lowFrequencyFactor());
    return (1 - share) * frequency / scaling.factor() + share * frequency;
  }
}
