package io.milora.engine.base;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes small GGUF files of float32 tensors, as the format's description says. */
final class GgufFixture {
  private static final int ALIGNMENT = 32;
  private final Map<String, Object> metadata = new LinkedHashMap<>();
  private final Map<String, FloatTensor> tensors = new LinkedHashMap<>();

  /** Value is an Integer, Float, Boolean, String, or a List of Integers or of Strings. */
  GgufFixture put(String key, Object value) {
    metadata.put(key, value);
    return this;
  }

  GgufFixture tensor(String name, FloatTensor tensor) {
    tensors.put(name, tensor);
    return this;
  }

  void write(Path file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(int32(3));
    out.writeBytes(int64(tensors.size()));
    out.writeBytes(int64(metadata.size()));
    metadata.forEach(
        (key, value) -> {
          out.writeBytes(string(key));
          out.writeBytes(int32(type(value)));
          out.writeBytes(value(value));
        });
    long offset = 0;
    for (Map.Entry<String, FloatTensor> entry : tensors.entrySet()) {
      long[] shape = entry.getValue().shape();
      out.writeBytes(string(entry.getKey()));
      out.writeBytes(int32(shape.length));
      for (int i = shape.length - 1; i >= 0; i--) {
        out.writeBytes(int64(shape[i]));
      }
      out.writeBytes(int32(0));
      out.writeBytes(int64(offset));
      offset += padded(4L * entry.getValue().values().length);
    }
    out.writeBytes(new byte[(int) (padded(out.size()) - out.size())]);
    for (FloatTensor tensor : tensors.values()) {
      byte[] bytes = new byte[(int) padded(4L * tensor.values().length)];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(tensor.values());
      out.writeBytes(bytes);
    }
    Files.write(file, out.toByteArray());
  }

  private static int type(Object value) {
    return switch (value) {
      case Integer _ -> 4;
      case Float _ -> 6;
      case Boolean _ -> 7;
      case String _ -> 8;
      case List<?> _ -> 9;
      default -> throw new IllegalArgumentException(value.getClass().getName());
    };
  }

  private static byte[] value(Object value) {
    return switch (value) {
      case Integer i -> int32(i);
      case Float f -> int32(Float.floatToIntBits(f));
      case Boolean b -> new byte[] {(byte) (b ? 1 : 0)};
      case String s -> string(s);
      case List<?> list -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(int32(type(list.getFirst())));
        out.writeBytes(int64(list.size()));
        list.forEach(v -> out.writeBytes(value(v)));
        yield out.toByteArray();
      }
      default -> throw new IllegalArgumentException(value.getClass().getName());
    };
  }

  private static byte[] string(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return little(8 + bytes.length).putLong(bytes.length).put(bytes).array();
  }

  private static byte[] int32(int value) {
    return little(4).putInt(value).array();
  }

  private static byte[] int64(long value) {
    return little(8).putLong(value).array();
  }

  private static long padded(long size) {
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
