package io.milora.engine.base;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A memory-mapped safetensors file: eight bytes with the header's length, a JSON header, the data.
 * Elements are F32, F16 or BF16. Thread-safe for reading.
 */
public final class SafetensorsFile implements WeightSource {
  private static final ObjectMapper JSON = new ObjectMapper();
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
    long length = bytes.byteSize() < 8 ? -1 : bytes.get(LENGTH, 0);
    if (length < 2 || length > bytes.byteSize() - 8) {
      throw new InvalidInputException(
          Problem.brokenFile(
              file,
              "not a safetensors file, or truncated: %d bytes, header of %d."
                  .formatted(bytes.byteSize(), length)));
    }
    Map<String, String> metadata = new TreeMap<>();
    Map<String, MappedTensor> tensors = new TreeMap<>();
    List<Problem> problems = new ArrayList<>();
    MemorySegment data = bytes.asSlice(8 + length);
    for (Map.Entry<String, JsonNode> entry : header(file, bytes.asSlice(8, length)).entrySet()) {
      if (entry.getKey().equals("__metadata__")) {
        entry.getValue().properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
        continue;
      }
      try {
        tensors.put(entry.getKey(), tensor(file, entry.getKey(), entry.getValue(), data));
      } catch (InvalidInputException e) {
        problems.addAll(e.problems());
      }
    }
    InvalidInputException.throwIfAny(problems);
    return new SafetensorsFile(file, arena, metadata, tensors);
  }

  private static Map<String, JsonNode> header(Path file, MemorySegment json) {
    try {
      JsonNode header = JSON.readTree(json.toArray(ValueLayout.JAVA_BYTE));
      if (header != null && header.isObject()) {
        Map<String, JsonNode> entries = new LinkedHashMap<>();
        header.properties().forEach(e -> entries.put(e.getKey(), e.getValue()));
        return entries;
      }
    } catch (IOException e) {
      throw broken(file, "its header is no JSON: " + e.getMessage());
    }
    throw broken(file, "its header is no JSON object.");
  }

  private static MappedTensor tensor(Path file, String name, JsonNode entry, MemorySegment data) {
    String dtype = entry.path("dtype").asText();
    ElementType type =
        ElementType.ofSafetensors(dtype)
            .orElseThrow(() -> broken(file, name + " is " + dtype + "; allowed: F32, F16, BF16."));
    long[] shape = longs(entry.path("shape"));
    long[] range = longs(entry.path("data_offsets"));
    if (range.length != 2 || range[0] < 0 || range[1] < range[0] || range[1] > data.byteSize()) {
      throw broken(file, name + " lies outside of the file, which may be truncated.");
    }
    for (long dimension : shape) {
      if (dimension < 0) {
        throw broken(file, name + " has a negative dimension.");
      }
    }
    if (type.bytes(MappedTensor.elements(shape)) != range[1] - range[0]) {
      throw broken(file, name + " has another number of bytes than its shape says.");
    }
    return new MappedTensor(name, type, shape, data.asSlice(range[0], range[1] - range[0]));
  }

  private static long[] longs(JsonNode array) {
    long[] values = new long[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asLong(-1);
    }
    return values;
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
