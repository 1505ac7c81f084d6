package io.milora.engine.onnx;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Eight-bit blocks as {@code MatMulNBits} reads them: neighbours of a row share a scale, a weight
 * is (code - 128) scale. The scale is signed so that the largest magnitude of a block is met
 * exactly by code 0.
 */
final class BlockQuantiser {
  private static final int ZERO_POINT = 128;
  private static final int MAX_CODE = 255;

  private BlockQuantiser() {}

  /**
   * Consumes all of {@code values}, appending to {@code codes} and {@code scales}.
   *
   * @param size neighbours that share a scale; divides the number of values
   */
  static void quantise(FloatBuffer values, int size, ByteBuffer codes, FloatBuffer scales) {
    float[] block = new float[size];
    byte[] coded = new byte[size];
    while (values.hasRemaining()) {
      values.get(block);
      float scale = scale(block);
      for (int i = 0; i < size; i++) {
        long code = Math.round((double) block[i] / scale) + ZERO_POINT;
        coded[i] = (byte) Math.clamp(code, 0, MAX_CODE);
      }
      codes.put(coded);
      scales.put(scale);
    }
  }

  private static float scale(float[] block) {
    float largest = 0;
    for (float value : block) {
      if (Math.abs(value) > Math.abs(largest)) {
        largest = value;
      }
    }
    return largest == 0 ? 1 : largest / -ZERO_POINT;
  }
}
