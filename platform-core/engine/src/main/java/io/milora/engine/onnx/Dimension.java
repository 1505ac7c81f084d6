package io.milora.engine.onnx;

import org.jspecify.annotations.Nullable;

/**
 * One dimension of a tensor: a size, or a name where only the run knows the size. Equal names mean
 * equal sizes, which lets the runtime reuse memory.
 *
 * @param name null if the size is known
 * @param size 0 if it is not
 */
public record Dimension(@Nullable String name, long size) {
  public static Dimension of(long size) {
    return new Dimension(null, size);
  }

  public static Dimension named(String name) {
    return new Dimension(name, 0);
  }

  ProtobufMessage toProtobuf() {
    return name == null
        ? new ProtobufMessage().integer(1, size)
        : new ProtobufMessage().text(2, name);
  }
}
