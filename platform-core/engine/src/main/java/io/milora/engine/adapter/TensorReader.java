package io.milora.engine.adapter;

import io.milora.adapters.TensorProblems;
import io.milora.engine.base.SafetensorsFile;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Reads the tensors of an adapter file; in the end every one must have been asked for. Several
 * threads may read.
 */
public final class TensorReader implements AutoCloseable {
  private final SafetensorsFile file;
  private final String fileName;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final Map<String, Problem> problems = new ConcurrentSkipListMap<>();

  /**
   * Opens a file.
   *
   * @throws InvalidInputException if it is no safetensors file
   */
  public TensorReader(Path path) {
    this.file = SafetensorsFile.open(path);
    this.fileName = String.valueOf(path.getFileName());
  }

  /**
   * A tensor's elements, row-major; zeros, and a problem, if it is missing or has another shape.
   */
  public float[] read(String name, int... shape) {
    int elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    long[] expected = Arrays.stream(shape).asLongStream().toArray();
    asked.add(name);
    FloatBuffer target = FloatBuffer.allocate(elements);
    if (!file.names().contains(name)) {
      problems.put(name, TensorProblems.missing(fileName, name, expected));
    } else if (!Arrays.equals(file.shape(name), expected)) {
      problems.put(name, TensorProblems.misshapen(fileName, name, file.shape(name), expected));
    } else {
      file.read(name, target);
    }
    return target.array();
  }

  /** A tensor that may be absent: zeros then. */
  float[] readOptional(String name, int... shape) {
    return file.names().contains(name)
        ? read(name, shape)
        : new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
  }

  /** All that was missing or misshapen, by name, and every tensor that nobody asked for. */
  public List<Problem> problems() {
    List<Problem> all = new ArrayList<>(problems.values());
    file.names().stream()
        .filter(name -> !asked.contains(name))
        .forEach(name -> all.add(TensorProblems.unknown(fileName, name)));
    return all;
  }

  /** Throws with all {@link #problems()}, if there are any. */
  public void finish() {
    InvalidInputException.throwIfAny(problems());
  }

  @Override
  public void close() {
    file.close();
  }
}
