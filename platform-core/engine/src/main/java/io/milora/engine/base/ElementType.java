package io.milora.engine.base;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a file stores numbers: little-endian floats, or GGUF's blocks of 32 small integers with a
 * float16 scale d (and a float16 minimum m).
 */
enum ElementType {
  F32(0, 1, 4) {
    @Override
    void widen(MemorySegment source, long offset, float[] target, int count) {
      MemorySegment.copy(source, FLOAT, offset, target, 0, count);
    }
  },
  F16(1, 1, 2) {
    @Override
    void widen(MemorySegment source, long offset, float[] target, int count) {
      for (int i = 0; i < count; i++) {
        target[i] = half(source, offset + 2L * i);
      }
    }
  },
  BF16(30, 1, 2) {
    @Override
    void widen(MemorySegment source, long offset, float[] target, int count) {
      for (int i = 0; i < count; i++) {
        target[i] = Float.intBitsToFloat(source.get(SHORT, offset + 2L * i) << 16);
      }
    }
  },
  /** d, then 32 signed bytes q: q d. */
  Q8_0(8, 32, 34) {
    @Override
    void widen(MemorySegment source, long offset, float[] target, int count) {
      for (int block = 0; block < count; block += 32, offset += 34) {
        float d = half(source, offset);
        for (int i = 0; i < 32; i++) {
          target[block + i] = source.get(ValueLayout.JAVA_BYTE, offset + 2 + i) * d;
        }
      }
    }
  },
  /** d, then 16 bytes, elements i and i + 16 in byte i's low and high half q: (q - 8) d. */
  Q4_0(2, 32, 18) {
    @Override
    void widen(MemorySegment source, long offset, float[] target, int count) {
      for (int block = 0; block < count; block += 32, offset += 18) {
        float d = half(source, offset);
        for (int i = 0; i < 16; i++) {
          int pair = source.get(ValueLayout.JAVA_BYTE, offset + 2 + i);
          target[block + i] = ((pair & 15) - 8) * d;
          target[block + i + 16] = ((pair >> 4 & 15) - 8) * d;
        }
      }
    }
  },
  /** d and m, then 16 bytes as in {@link #Q4_0}: q d + m. */
  Q4_1(3, 32, 20) {
    @Override
    void widen(MemorySegment source, long offset, float[] target, int count) {
      for (int block = 0; block < count; block += 32, offset += 20) {
        float d = half(source, offset);
        float m = half(source, offset + 2);
        for (int i = 0; i < 16; i++) {
          int pair = source.get(ValueLayout.JAVA_BYTE, offset + 4 + i);
          target[block + i] = (pair & 15) * d + m;
          target[block + i + 16] = (pair >> 4 & 15) * d + m;
        }
      }
    }
  };

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final int ggufId;
  private final int blockElements;
  private final int blockBytes;

  ElementType(int ggufId, int blockElements, int blockBytes) {
    this.ggufId = ggufId;
    this.blockElements = blockElements;
    this.blockBytes = blockBytes;
  }

  /**
   * Widens elements to float32.
   *
   * @param offset bytes into the source, at the start of a block
   * @param count elements, whole blocks
   */
  abstract void widen(MemorySegment source, long offset, float[] target, int count);

  /** Elements that share a scale; rows hold whole blocks. */
  int blockElements() {
    return blockElements;
  }

  /** Bytes of so many elements, whole blocks. */
  long bytes(long elements) {
    return elements / blockElements * blockBytes;
  }

  /** By GGUF's number. */
  static Optional<ElementType> ofGguf(int id) {
    return Arrays.stream(values()).filter(t -> t.ggufId == id).findFirst();
  }

  /** By safetensors' name; blocks are GGUF's alone. */
  static Optional<ElementType> ofSafetensors(String name) {
    return Arrays.stream(values())
        .filter(t -> t.blockElements == 1 && t.name().equals(name))
        .findFirst();
  }

  private static float half(MemorySegment source, long offset) {
    return Float.float16ToFloat(source.get(SHORT, offset));
  }
}
