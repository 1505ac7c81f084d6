package io.milora.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.milora.engine.torch.TensorList;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums of gradients that accumulate between two updates. A parameter that had no part in a batch
 * has gradient 0.
 */
final class Gradients {
  private final List<Integer> trained;
  private final TensorList sums;

  /**
   * Zeros.
   *
   * @param all every parameter of the adapter
   * @param trained places of those that are differentiated
   */
  Gradients(NDManager manager, TensorList all, List<Integer> trained) {
    this.trained = List.copyOf(trained);
    sums = zeros("gradients", manager, all.subset(trained));
  }

  static TensorList zeros(String name, NDManager manager, TensorList like) {
    List<NDArray> tensors = new ArrayList<>();
    for (int i = 0; i < like.size(); i++) {
      tensors.add(manager.zeros(like.get(i).getShape(), DataType.FLOAT32));
    }
    return new TensorList(name, tensors);
  }

  /** Places of the differentiated parameters among all. */
  List<Integer> trained() {
    return trained;
  }

  /** One for each of {@link #trained()}. */
  TensorList sums() {
    return sums;
  }

  /** Those of some parameters, by their places among all. */
  TensorList of(List<Integer> members) {
    return sums.subset(members.stream().map(trained::indexOf).toList());
  }
}
