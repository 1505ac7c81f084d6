package io.milora.engine.onnx;

import io.milora.engine.base.WeightSource;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The external weights of a graph, written one tensor after the other through a memory map: no more
 * than one tensor is in memory at a time.
 */
final class WeightFile implements Closeable {
  /** The runtime maps tensors that start at a page. */
  private static final long ALIGNMENT = 4096;

  private final String name;
  private final FileChannel channel;
  private final WeightSource weights;
  private long end;

  /** Where a tensor's bytes lie. */
  record Region(String file, long offset, long length) {}

  /** The two parts of a quantised matrix. */
  record Quantised(Region codes, Region scales) {}

  WeightFile(Path file, WeightSource weights) throws IOException {
    this.name = file.getFileName().toString();
    this.weights = weights;
    this.channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Writes tensors as float32, one below the other. */
  Region floats(List<String> tensors) throws IOException {
    Region region = reserve(elements(tensors) * Float.BYTES);
    try (Arena arena = Arena.ofConfined()) {
      readAll(tensors, map(region, arena).asFloatBuffer());
    }
    return region;
  }

  /**
   * Writes tensors [n_i, K], one below the other, in blocks of {@link BlockQuantiser}.
   *
   * @param block length of a block; divides K
   */
  Quantised quantised(List<String> tensors, int block) throws IOException {
    long elements = elements(tensors);
    Region codes = reserve(elements);
    Region scales = reserve(elements / block * Float.BYTES);
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer codeBytes = map(codes, arena);
      FloatBuffer scaleValues = map(scales, arena).asFloatBuffer();
      for (String tensor : tensors) {
        long size = elements(List.of(tensor));
        try (Arena one = Arena.ofConfined()) {
          FloatBuffer values =
              one.allocate(ValueLayout.JAVA_FLOAT, checkedSize(size * Float.BYTES) / Float.BYTES)
                  .asByteBuffer()
                  .order(ByteOrder.nativeOrder())
                  .asFloatBuffer();
          weights.read(tensor, values.duplicate());
          BlockQuantiser.quantise(values, block, codeBytes, scaleValues);
        }
      }
    }
    return new Quantised(codes, scales);
  }

  /** Makes the file durable. */
  @Override
  public void close() throws IOException {
    try (channel) {
      channel.force(true);
    }
  }

  private void readAll(List<String> tensors, FloatBuffer target) {
    int position = 0;
    for (String tensor : tensors) {
      int size = Math.toIntExact(elements(List.of(tensor)));
      weights.read(tensor, target.slice(position, size));
      position += size;
    }
  }

  private long elements(List<String> tensors) {
    long sum = 0;
    for (String tensor : tensors) {
      long product = 1;
      for (long size : weights.shape(tensor)) {
        product *= size;
      }
      sum += product;
    }
    return sum;
  }

  private Region reserve(long length) {
    long offset = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    end = offset + length;
    return new Region(name, offset, length);
  }

  private ByteBuffer map(Region region, Arena arena) throws IOException {
    return channel
        .map(FileChannel.MapMode.READ_WRITE, region.offset(), checkedSize(region.length()), arena)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder());
  }

  private static long checkedSize(long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "A matrix of %d bytes is too large; at most %d are supported."
              .formatted(bytes, Integer.MAX_VALUE));
    }
    return bytes;
  }
}
