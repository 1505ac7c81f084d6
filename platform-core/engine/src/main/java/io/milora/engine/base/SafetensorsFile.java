package io.milora.engine.base;

import io.milora.adapters.SafetensorsHeader;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A memory-mapped safetensors file: eight bytes with the header's length, a JSON header, the data.
 * Elements are F32, F16 or BF16. Thread-safe for reading.
 */
public final class SafetensorsFile implements WeightSource {
  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path file;
  private final Arena arena;
  private final Map<String, String> metadata;
  private final Map<String, MappedTensor> tensors;

  private SafetensorsFile(
      Path file, Arena arena, Map<String, String> metadata, Map<String, MappedTensor> tensors) {
    this.file = file;
    this.arena = arena;
    this.metadata = Collections.unmodifiableMap(metadata);
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /**
   * Maps a file.
   *
   * @throws InvalidInputException if it is missing, truncated or broken, or has elements of another
   *     type; with all tensors that cannot be read
   */
  public static SafetensorsFile open(Path file) {
    Arena arena = Arena.ofShared();
    try {
      return parse(file, arena, MappedFile.map(file, arena));
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static SafetensorsFile parse(Path file, Arena arena, MemorySegment bytes) {
    long length = bytes.byteSize() < SafetensorsHeader.PREFIX ? -1 : bytes.get(LENGTH, 0);
    SafetensorsHeader.checkLength(file, length, bytes.byteSize());
    MemorySegment json = bytes.asSlice(SafetensorsHeader.PREFIX, length);
    MemorySegment data = bytes.asSlice(SafetensorsHeader.PREFIX + length);
    SafetensorsHeader header =
        SafetensorsHeader.parse(file, json.toArray(ValueLayout.JAVA_BYTE), data.byteSize());
    Map<String, MappedTensor> tensors = new TreeMap<>();
    header.tensors().forEach((name, tensor) -> tensors.put(name, mapped(name, tensor, data)));
    return new SafetensorsFile(file, arena, header.metadata(), tensors);
  }

  private static MappedTensor mapped(
      String name, SafetensorsHeader.Tensor tensor, MemorySegment data) {
    ElementType type = ElementType.ofSafetensors(tensor.type()).orElseThrow();
    return new MappedTensor(
        name, type, tensor.shape(), data.asSlice(tensor.begin(), tensor.end() - tensor.begin()));
  }

  private static InvalidInputException broken(Path file, String why) {
    return new InvalidInputException(Problem.brokenFile(file, why));
  }

  /** What the header says beside the tensors. */
  public Map<String, String> metadata() {
    return metadata;
  }

  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  @Override
  public long[] shape(String name) {
    return tensor(name).shape().clone();
  }

  @Override
  public void read(String name, FloatBuffer target) {
    MappedTensor tensor = tensor(name);
    tensor.read(0, tensor.elements(), target);
  }

  private MappedTensor tensor(String name) {
    MappedTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw broken(file, "no tensor " + name + ".");
    }
    return tensor;
  }

  @Override
  public void close() {
    arena.close();
  }
}
