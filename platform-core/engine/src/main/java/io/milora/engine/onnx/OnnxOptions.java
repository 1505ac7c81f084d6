package io.milora.engine.onnx;

import io.milora.model.InvalidInputException;
import io.milora.model.Precision;
import io.milora.model.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a base model is served on the CPU.
 *
 * @param cacheDirectory where graphs are kept for the next start; made if it does not exist
 * @param slots sequences at once, 1 or more
 * @param capacity tokens of a slot, prompt and response together, 1 or more
 * @param precision of the linear modules
 * @param threads that compute, 1 or more
 */
public record OnnxOptions(
    Path cacheDirectory, int slots, int capacity, Precision precision, int threads) {
  public OnnxOptions {
    List<Problem> problems = new ArrayList<>();
    check(problems, "slots", slots);
    check(problems, "capacity", capacity);
    check(problems, "threads", threads);
    InvalidInputException.throwIfAny(problems);
  }

  private static void check(List<Problem> problems, String param, int given) {
    if (given < 1) {
      problems.add(Problem.outOfRange(param, given, "1 or more"));
    }
  }
}
