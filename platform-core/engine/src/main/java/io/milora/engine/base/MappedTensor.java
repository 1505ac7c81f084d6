package io.milora.engine.base;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;

/**
 * A tensor inside of a mapped file.
 *
 * @param name in the file
 * @param type of its elements
 * @param shape outermost dimension first
 * @param data its bytes, exactly
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MappedTensor(String name, ElementType type, long[] shape, MemorySegment data) {
  private static final int CHUNK = 8192;

  /** Number of elements of a shape. */
  static long elements(long[] shape) {
    long elements = 1;
    for (long dimension : shape) {
      elements = Math.multiplyExact(elements, dimension);
    }
    return elements;
  }

  long elements() {
    return elements(shape);
  }

  /**
   * Widens elements to float32.
   *
   * @param from first element, at the start of a block
   * @param count elements, whole blocks
   */
  void read(long from, long count, FloatBuffer target) {
    if (target.remaining() < count) {
      throw new InvalidInputException(
          new Problem(
              name,
              "invalid_shape",
              "%s has %d elements; the target has room for %d."
                  .formatted(name, count, target.remaining())));
    }
    float[] chunk = new float[(int) Math.min(CHUNK, count)];
    for (long done = 0; done < count; done += CHUNK) {
      int size = (int) Math.min(CHUNK, count - done);
      type.widen(data, type.bytes(from + done), chunk, size);
      target.put(chunk, 0, size);
    }
  }
}
