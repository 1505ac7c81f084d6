package io.milora.engine.onnx;

import io.milora.engine.base.LlamaConfig;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.util.ArrayList;
import java.util.List;

/** What ONNX Runtime's operators cannot do, said before a graph is written. */
final class GraphLimits {
  /** GroupQueryAttention with rotary embedding, ONNX Runtime 1.29. */
  private static final int HEAD_DIM_STEP = 16;

  private GraphLimits() {}

  /** Throws with everything about a model and a capacity that cannot be served. */
  static void check(LlamaConfig config, int capacity) {
    List<Problem> problems = problems(config);
    if (capacity > config.maxPositions()) {
      problems.add(
          Problem.outOfRange(
              "capacity", capacity, "at most the model's context, " + config.maxPositions()));
    }
    InvalidInputException.throwIfAny(problems);
  }

  /** Everything about a model's shape that cannot be served; the caller may add to it. */
  static List<Problem> problems(LlamaConfig config) {
    List<Problem> problems = new ArrayList<>();
    if (config.headDim() % HEAD_DIM_STEP != 0) {
      problems.add(
          Problem.outOfRange(
              "head_dim",
              config.headDim(),
              "multiples of %d (ONNX Runtime's GroupQueryAttention); others are served in float32 only"
                  .formatted(HEAD_DIM_STEP)));
    }
    if (config.heads() % config.kvHeads() != 0) {
      problems.add(
          Problem.outOfRange(
              "num_key_value_heads",
              config.kvHeads(),
              "divisors of the " + config.heads() + " query heads"));
    }
    return problems;
  }
}
