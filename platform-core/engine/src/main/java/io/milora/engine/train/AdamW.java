package io.milora.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.milora.engine.torch.TensorList;
import io.milora.engine.torch.TorchProgram;
import java.util.ArrayList;
import java.util.List;

/**
 * AdamW with decoupled decay on every parameter (Loshchilov and Hutter, arXiv 1711.05101) over one
 * group of an adapter's parameters, with the gradients that accumulate for its next step. A
 * parameter that had no part in a batch has gradient 0 and is decayed all the same.
 */
final class AdamW {
  static final double BETA1 = 0.9;
  static final double BETA2 = 0.999;
  static final double EPSILON = 1e-8;

  private final TorchProgram program;
  private final List<Integer> trained;
  private final TensorList parameters;
  private final TensorList gradients;
  private final TensorList first;
  private final TensorList second;

  /**
   * An optimiser whose moments are zero.
   *
   * @param all every parameter of the adapter
   * @param trained which of them are in this group
   */
  AdamW(NDManager manager, TorchProgram program, TensorList all, List<Integer> trained) {
    this.program = program;
    this.trained = List.copyOf(trained);
    parameters = all.subset(trained);
    gradients = zeros("gradients", manager);
    first = zeros("first", manager);
    second = zeros("second", manager);
  }

  private TensorList zeros(String name, NDManager manager) {
    List<NDArray> tensors = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      tensors.add(manager.zeros(parameters.get(i).getShape(), DataType.FLOAT32));
    }
    return new TensorList(name, tensors);
  }

  /** Places of this group's parameters among all. */
  List<Integer> trained() {
    return trained;
  }

  /** Sums since the last update, one for each of {@link #trained()}. */
  TensorList gradients() {
    return gradients;
  }

  TensorList firstMoments() {
    return first;
  }

  TensorList secondMoments() {
    return second;
  }

  /**
   * Scales the gradients down to a norm, steps, and clears them.
   *
   * @param results owns what is computed on the way
   * @param step from 1
   * @param rate learning rate
   * @param decay weight decay
   * @param limit 2-norm to clip to, 0 for none
   * @return 2-norm of the gradients before clipping
   */
  double update(NDManager results, int step, double rate, double decay, double limit) {
    return program
        .call("update", results)
        .with(parameters)
        .with(gradients)
        .with(first)
        .with(second)
        .with(step, rate, BETA1, BETA2, EPSILON, decay, limit)
        .run()
        .get(0)
        .getFloat();
  }
}
