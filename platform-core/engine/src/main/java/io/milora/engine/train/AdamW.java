package io.milora.engine.train;

import ai.djl.ndarray.NDManager;
import io.milora.engine.torch.TensorList;
import io.milora.engine.torch.TorchProgram;
import java.util.List;

/**
 * AdamW with decoupled decay on every parameter (Loshchilov and Hutter, arXiv 1711.05101) over one
 * group of an adapter's parameters. A parameter whose gradient is 0 is decayed all the same.
 */
final class AdamW {
  static final double BETA1 = 0.9;
  static final double BETA2 = 0.999;
  static final double EPSILON = 1e-8;

  private final TorchProgram program;
  private final List<Integer> members;
  private final TensorList parameters;
  private final TensorList gradients;
  private final TensorList first;
  private final TensorList second;

  /**
   * An optimiser whose moments are zero.
   *
   * @param all every parameter of the adapter
   * @param gradients of at least the members
   * @param members places of the parameters that it updates
   */
  AdamW(
      NDManager manager,
      TorchProgram program,
      TensorList all,
      Gradients gradients,
      List<Integer> members) {
    this.program = program;
    this.members = List.copyOf(members);
    parameters = all.subset(members);
    this.gradients = gradients.of(members);
    first = Gradients.zeros("first", manager, parameters);
    second = Gradients.zeros("second", manager, parameters);
  }

  /** Places of its parameters among all. */
  List<Integer> members() {
    return members;
  }

  /** One for each member. */
  TensorList firstMoments() {
    return first;
  }

  /** One for each member. */
  TensorList secondMoments() {
    return second;
  }

  /**
   * Scales its gradients down to a norm, steps, and clears them.
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
