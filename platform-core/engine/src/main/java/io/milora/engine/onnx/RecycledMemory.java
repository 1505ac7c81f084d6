package io.milora.engine.onnx;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Native memory for large tensors that follow one another: fresh memory costs more to get from the
 * system than to fill. Grows to what was needed most. Not thread-safe.
 */
final class RecycledMemory implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private Arena arena = Arena.ofShared();
  private MemorySegment memory = arena.allocate(ALIGNMENT, ALIGNMENT);
  private long used;

  /**
   * Makes room; what was taken before may not be used any more.
   *
   * @param buffers how many will be taken
   * @param floats elements of all of them together
   */
  void reserve(int buffers, long floats) {
    long needed = floats * Float.BYTES + (buffers + 1) * ALIGNMENT;
    used = 0;
    if (memory.byteSize() < needed) {
      arena.close();
      arena = Arena.ofShared();
      memory = arena.allocate(needed, ALIGNMENT);
    }
  }

  /** The next so many elements, their values unspecified. */
  FloatBuffer take(long floats) {
    MemorySegment part = memory.asSlice(used, floats * Float.BYTES);
    used += Math.ceilDiv(floats * Float.BYTES, ALIGNMENT) * ALIGNMENT;
    return part.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  @Override
  public void close() {
    arena.close();
  }
}
