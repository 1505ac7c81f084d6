package io.milora.adapters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a safetensors file says before its data: eight bytes with the header's length, then JSON.
 *
 * @param metadata what it says beside the tensors
 * @param tensors by name; each lies inside of the file and is as long as its shape says
 */
public record SafetensorsHeader(Map<String, String> metadata, Map<String, Tensor> tensors) {
  /** Bytes of the length. */
  public static final int PREFIX = 8;

  /** Of adapters: thousands of tensors. A larger header is somebody's who means no good. */
  private static final int MAX_BYTES = 4 << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Bytes of an element by type; others are not read. */
  private static final Map<String, Integer> ELEMENT_BYTES = Map.of("F32", 4, "F16", 2, "BF16", 2);

  /**
   * A tensor.
   *
   * @param type of its elements: F32, F16 or BF16
   * @param begin of its bytes in the data
   * @param end of its bytes in the data
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Tensor(String type, long[] shape, long begin, long end) {}

  /**
   * Reads the header of an adapter's file, and nothing behind it.
   *
   * @throws InvalidInputException if it is no safetensors file, or truncated, with all tensors that
   *     are broken
   */
  public static SafetensorsHeader read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer prefix = ByteBuffer.allocate(PREFIX).order(ByteOrder.LITTLE_ENDIAN);
      long length = readFully(channel, prefix) ? prefix.getLong(0) : -1;
      checkLength(file, length, channel.size());
      if (length > MAX_BYTES) {
        throw broken(
            file, "its header has %d bytes; at most %d are read.".formatted(length, MAX_BYTES));
      }
      ByteBuffer json = ByteBuffer.allocate((int) length);
      readFully(channel, json);
      return parse(file, json.array(), channel.size() - PREFIX - length);
    }
  }

  private static boolean readFully(FileChannel channel, ByteBuffer target) throws IOException {
    int read = 0;
    while (read >= 0 && target.hasRemaining()) {
      read = channel.read(target);
    }
    return !target.hasRemaining();
  }

  /**
   * Whether a header of this length can be.
   *
   * @throws InvalidInputException if not
   */
  public static void checkLength(Path file, long length, long fileBytes) {
    if (length < 2 || length > fileBytes - PREFIX) {
      throw broken(
          file,
          "not a safetensors file, or truncated: %d bytes, header of %d."
              .formatted(fileBytes, length));
    }
  }

  /**
   * Reads a header.
   *
   * @param file for messages
   * @param dataBytes behind it
   * @throws InvalidInputException with all tensors that are broken
   */
  public static SafetensorsHeader parse(Path file, byte[] json, long dataBytes) {
    Map<String, String> metadata = new TreeMap<>();
    Map<String, Tensor> tensors = new TreeMap<>();
    List<Problem> problems = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : tree(file, json).properties()) {
      if (entry.getKey().equals("__metadata__")) {
        entry.getValue().properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
        continue;
      }
      try {
        tensors.put(entry.getKey(), tensor(file, entry.getKey(), entry.getValue(), dataBytes));
      } catch (InvalidInputException e) {
        problems.addAll(e.problems());
      }
    }
    InvalidInputException.throwIfAny(problems);
    return new SafetensorsHeader(metadata, tensors);
  }

  private static JsonNode tree(Path file, byte[] json) {
    try {
      JsonNode header = JSON.readTree(json);
      if (header != null && header.isObject()) {
        return header;
      }
    } catch (IOException e) {
      throw broken(file, "its header is no JSON: " + e.getMessage());
    }
    throw broken(file, "its header is no JSON object.");
  }

  private static Tensor tensor(Path file, String name, JsonNode entry, long dataBytes) {
    String type = entry.path("dtype").asText();
    Integer elementBytes = ELEMENT_BYTES.get(type);
    if (elementBytes == null) {
      throw broken(file, name + " is " + type + "; allowed: F32, F16, BF16.");
    }
    long[] shape = longs(entry.path("shape"));
    long[] range = longs(entry.path("data_offsets"));
    if (range.length != 2 || range[0] < 0 || range[1] < range[0] || range[1] > dataBytes) {
      throw broken(file, name + " lies outside of the file, which may be truncated.");
    }
    for (long dimension : shape) {
      if (dimension < 0) {
        throw broken(file, name + " has a negative dimension.");
      }
    }
    if (!isAsLong(shape, elementBytes, range[1] - range[0])) {
      throw broken(file, name + " has another number of bytes than its shape says.");
    }
    return new Tensor(type, shape, range[0], range[1]);
  }

  private static boolean isAsLong(long[] shape, int elementBytes, long bytes) {
    try {
      long expected = elementBytes;
      for (long dimension : shape) {
        expected = Math.multiplyExact(expected, dimension);
      }
      return expected == bytes;
    } catch (ArithmeticException _) {
      return false;
    }
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
}
