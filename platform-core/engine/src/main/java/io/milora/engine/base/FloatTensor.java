package io.milora.engine.base;

import java.util.Arrays;

/**
 * A float32 tensor in memory. The arrays are shared, never copied: treat them as immutable.
 *
 * @param shape outermost dimension first
 * @param values row-major, as many as the shape says
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
public record FloatTensor(long[] shape, float[] values) {
  public FloatTensor {
    if (MappedTensor.elements(shape) != values.length) {
      throw new IllegalArgumentException(
          "Shape %s does not hold %d values".formatted(Arrays.toString(shape), values.length));
    }
  }

  /** A tensor of this shape. */
  public static FloatTensor of(float[] values, long... shape) {
    return new FloatTensor(shape, values);
  }
}
