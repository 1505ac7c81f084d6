package io.milora.engine.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every element type against a reader that follows the format's description word by word. */
class ElementTypeTest {
  private static final int BLOCKS = 5;
  private final Random random = new Random(7);

  @Test
  void floatsAreWidened() {
    ByteBuffer bytes = buffer(12);
    bytes.putFloat(0, 1.5f).putFloat(4, -0f).putFloat(8, Float.MIN_VALUE);
    assertThat(read(ElementType.F32, bytes, 3)).containsExactly(1.5f, -0f, Float.MIN_VALUE);
    bytes.putShort(0, (short) 0x3C00).putShort(2, (short) 0xC000).putShort(4, (short) 1);
    assertThat(read(ElementType.F16, bytes, 3)).containsExactly(1f, -2f, 0x1p-24f);
    bytes.putShort(0, (short) 0x3F80).putShort(2, (short) 0xBFC0).putShort(4, (short) 0x7F7F);
    assertThat(read(ElementType.BF16, bytes, 3)).containsExactly(1f, -1.5f, 0x1.FEp127f);
  }

  @Test
  void bytesAreScaled() {
    ByteBuffer bytes = randomBlocks(34, 2);
    float[] expected = new float[32 * BLOCKS];
    for (int i = 0; i < expected.length; i++) {
      int block = i / 32 * 34;
      expected[i] = Float.float16ToFloat(bytes.getShort(block)) * bytes.get(block + 2 + i % 32);
    }
    assertThat(read(ElementType.Q8_0, bytes, expected.length)).containsExactly(expected);
  }

  @Test
  void halfBytesAroundZeroAreScaled() {
    ByteBuffer bytes = randomBlocks(18, 2);
    float[] expected = new float[32 * BLOCKS];
    for (int i = 0; i < expected.length; i++) {
      int block = i / 32 * 18;
      expected[i] =
          Float.float16ToFloat(bytes.getShort(block)) * (nibble(bytes, block + 2, i % 32) - 8);
    }
    assertThat(read(ElementType.Q4_0, bytes, expected.length)).containsExactly(expected);
  }

  @Test
  void halfBytesAboveAMinimumAreScaled() {
    ByteBuffer bytes = randomBlocks(20, 4);
    float[] expected = new float[32 * BLOCKS];
    for (int i = 0; i < expected.length; i++) {
      int block = i / 32 * 20;
      float scale = Float.float16ToFloat(bytes.getShort(block));
      float minimum = Float.float16ToFloat(bytes.getShort(block + 2));
      expected[i] = scale * nibble(bytes, block + 4, i % 32) + minimum;
    }
    assertThat(read(ElementType.Q4_1, bytes, expected.length)).containsExactly(expected);
  }

  private static int nibble(ByteBuffer bytes, int start, int i) {
    int pair = Byte.toUnsignedInt(bytes.get(start + i % 16));
    return i < 16 ? pair % 16 : pair / 16;
  }

  /** Random blocks whose first bytes are finite float16 numbers. */
  private ByteBuffer randomBlocks(int blockBytes, int headerBytes) {
    byte[] bytes = new byte[BLOCKS * blockBytes];
    random.nextBytes(bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int block = 0; block < BLOCKS; block++) {
      for (int header = 0; header < headerBytes; header += 2) {
        buffer.putShort(
            block * blockBytes + header, Float.floatToFloat16(random.nextFloat() - 0.5f));
      }
    }
    return buffer;
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static float[] read(ElementType type, ByteBuffer bytes, int count) {
    float[] target = new float[count];
    type.widen(MemorySegment.ofBuffer(bytes), 0, target, count);
    return target;
  }
}
