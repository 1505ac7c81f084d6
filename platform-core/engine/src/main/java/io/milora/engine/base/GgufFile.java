package io.milora.engine.base;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A memory-mapped GGUF file, version 2 or 3, little-endian: metadata and tensors under GGUF's own
 * names. Elements are F32, F16, BF16, Q8_0, Q4_0 or Q4_1. Thread-safe for reading.
 */
final class GgufFile implements AutoCloseable {
  private static final int MAGIC = 0x46554747;
  private static final int DEFAULT_ALIGNMENT = 32;
  private static final int MAX_DIMENSIONS = 4;

  private final Path path;
  private final Arena arena;
  private final Map<String, Object> metadata;
  private final Map<String, MappedTensor> tensors;

  private GgufFile(
      Path path, Arena arena, Map<String, Object> metadata, Map<String, MappedTensor> tensors) {
    this.path = path;
    this.arena = arena;
    this.metadata = metadata;
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /**
   * Maps a file.
   *
   * @throws InvalidInputException if it is missing, truncated or broken, or has elements of another
   *     type; with all tensors that cannot be read
   */
  static GgufFile open(Path path) {
    Arena arena = Arena.ofShared();
    try {
      return parse(path, arena, MappedFile.map(path, arena));
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      arena.close();
      throw broken(path, "not a GGUF file, or truncated: its header ends too early.");
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static GgufFile parse(Path path, Arena arena, MemorySegment bytes) {
    GgufCursor cursor = new GgufCursor(bytes);
    if (cursor.int32() != MAGIC) {
      throw broken(path, "not a GGUF file: it does not start with 'GGUF'.");
    }
    int version = cursor.int32();
    if (version != 2 && version != 3) {
      throw broken(path, "GGUF version " + version + "; allowed: 2, 3.");
    }
    long tensorCount = cursor.int64();
    long metadataCount = cursor.int64();
    Map<String, Object> metadata = new LinkedHashMap<>();
    for (long i = 0; i < metadataCount; i++) {
      metadata.put(cursor.string(), cursor.value(cursor.int32()));
    }
    List<Entry> entries = new ArrayList<>();
    for (long i = 0; i < tensorCount; i++) {
      entries.add(entry(path, cursor));
    }
    int alignment =
        metadata.get("general.alignment") instanceof Number n ? n.intValue() : DEFAULT_ALIGNMENT;
    if (alignment < 1) {
      throw broken(path, "general.alignment is " + alignment + "; allowed: 1 or more.");
    }
    long start = (cursor.position() + alignment - 1) / alignment * alignment;
    return new GgufFile(path, arena, metadata, tensors(path, entries, bytes, start));
  }

  /** A tensor as the header lists it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Entry(String name, long[] shape, int type, long offset) {}

  private static Entry entry(Path path, GgufCursor cursor) {
    String name = cursor.string();
    int dimensions = cursor.int32();
    if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
      throw broken(path, name + " has " + dimensions + " dimensions; allowed: 1 to 4.");
    }
    long[] shape = new long[dimensions];
    for (int i = dimensions - 1; i >= 0; i--) { // GGUF lists the innermost dimension first
      shape[i] = cursor.int64();
    }
    return new Entry(name, shape, cursor.int32(), cursor.int64());
  }

  private static Map<String, MappedTensor> tensors(
      Path path, List<Entry> entries, MemorySegment bytes, long start) {
    Map<String, MappedTensor> tensors = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (Entry entry : entries) {
      Optional<ElementType> type = ElementType.ofGguf(entry.type());
      if (type.isEmpty()) {
        problems.add(
            Problem.brokenFile(
                path,
                "%s has elements of GGUF type %d; allowed: F32, F16, BF16, Q8_0, Q4_0, Q4_1."
                    .formatted(entry.name(), entry.type())));
        continue;
      }
      long elements = MappedTensor.elements(entry.shape());
      long size = type.get().bytes(elements);
      long row = entry.shape()[entry.shape().length - 1];
      long from = start + entry.offset();
      if (elements < 0 || row % type.get().blockElements() != 0) {
        problems.add(Problem.brokenFile(path, entry.name() + " has rows of no whole blocks."));
      } else if (entry.offset() < 0 || size > bytes.byteSize() - from) {
        problems.add(Problem.brokenFile(path, "truncated: the data of " + entry.name() + " lack."));
      } else {
        tensors.put(
            entry.name(),
            new MappedTensor(entry.name(), type.get(), entry.shape(), bytes.asSlice(from, size)));
      }
    }
    InvalidInputException.throwIfAny(problems);
    return tensors;
  }

  private static InvalidInputException broken(Path path, String why) {
    return new InvalidInputException(Problem.brokenFile(path, why));
  }

  Path path() {
    return path;
  }

  /**
   * Metadata by key. Numbers are Long (integers) or Float and Double, then String, Boolean, and
   * List of these.
   */
  Map<String, Object> metadata() {
    return metadata;
  }

  /** Tensors under GGUF's names. */
  Map<String, MappedTensor> tensors() {
    return tensors;
  }

  @Override
  public void close() {
    arena.close();
  }
}
