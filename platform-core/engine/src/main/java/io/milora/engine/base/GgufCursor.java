package io.milora.engine.base;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the values of a GGUF header one after the other; {@link IndexOutOfBoundsException} past the
 * end.
 */
final class GgufCursor {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment bytes;
  private long position;

  GgufCursor(MemorySegment bytes) {
    this.bytes = bytes;
  }

  long position() {
    return position;
  }

  int int32() {
    int value = bytes.get(INT, position);
    position += 4;
    return value;
  }

  long int64() {
    long value = bytes.get(LONG, position);
    position += 8;
    return value;
  }

  String string() {
    long length = int64();
    byte[] text = bytes.asSlice(position, length).toArray(ValueLayout.JAVA_BYTE);
    position += length;
    return new String(text, StandardCharsets.UTF_8);
  }

  /** A value of one of GGUF's thirteen types: Long, Float, Double, Boolean, String or List. */
  Object value(int type) {
    return switch (type) {
      case 0 -> int8() & 0xFFL;
      case 1 -> (long) int8();
      case 2 -> int16() & 0xFFFFL;
      case 3 -> (long) int16();
      case 4 -> Integer.toUnsignedLong(int32());
      case 5 -> (long) int32();
      case 6 -> Float.intBitsToFloat(int32());
      case 7 -> int8() != 0;
      case 8 -> string();
      case 9 -> list();
      case 10, 11 -> int64();
      case 12 -> Double.longBitsToDouble(int64());
      default -> throw new IndexOutOfBoundsException("GGUF has no value type " + type);
    };
  }

  private List<Object> list() {
    int type = int32();
    long count = int64();
    List<Object> values = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      values.add(value(type));
    }
    return values;
  }

  private byte int8() {
    byte value = bytes.get(ValueLayout.JAVA_BYTE, position);
    position += 1;
    return value;
  }

  private short int16() {
    short value = bytes.get(SHORT, position);
    position += 2;
    return value;
  }
}
