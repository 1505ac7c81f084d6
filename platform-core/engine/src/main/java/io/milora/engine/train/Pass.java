package io.milora.engine.train;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.milora.engine.torch.TensorList;
import io.milora.engine.torch.TorchProgram;
import java.util.function.Function;

/**
 * What a program gave for a part of a batch: losses, and then the gradients.
 *
 * @param results owns the native memory
 * @param found as {@code differentiate} or {@code evaluate} document
 */
record Pass(NDManager results, NDList found) implements Lanes.Result {
  private static final int LOSSES = 3;

  /** Calls a program, with a manager of its own for what it gives. */
  static Pass of(NDManager manager, Function<NDManager, NDList> program) {
    NDManager results = manager.newSubManager();
    try {
      return new Pass(results, program.apply(results));
    } catch (RuntimeException e) {
      results.close();
      throw e;
    }
  }

  /** The first two numbers. */
  TokenSums sums() {
    return TokenSums.of(found.get(0));
  }

  BatchLosses losses() {
    TokenSums sums = sums();
    return new BatchLosses(
        sums.crossEntropy(),
        sums.right(),
        found.get(1).toFloatArray(),
        found.get(2).toFloatArray());
  }

  /** Adds the gradients to their sums. */
  void addTo(Gradients gradients, TorchProgram program) {
    program
        .call("add", results)
        .with(gradients.sums())
        .with(new TensorList("found", found.subList(LOSSES, found.size())))
        .run();
  }

  @Override
  public void close() {
    results.close();
  }
}
