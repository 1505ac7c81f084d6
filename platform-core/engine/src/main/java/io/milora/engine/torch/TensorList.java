package io.milora.engine.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;

/**
 * Tensors that a program takes as one {@code List[Tensor]}. DJL gathers arguments into lists by the
 * tensors' names, so each is given the list's name here, once; a tensor belongs to one list.
 * Immutable; the tensors live as long as their manager.
 */
public final class TensorList {
  private final String name;
  private final NDList tensors;

  /**
   * Names the tensors.
   *
   * @param name distinct among the lists of a call
   * @param tensors at least one, because an empty list cannot be passed
   */
  public TensorList(String name, List<? extends NDArray> tensors) {
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException("The list '" + name + "' has no tensors");
    }
    this.name = name;
    tensors.forEach(tensor -> tensor.setName(name + "[]"));
    this.tensors = new NDList(tensors.toArray(NDArray[]::new));
  }

  /** How many there are. */
  public int size() {
    return tensors.size();
  }

  /** One of them. */
  public NDArray get(int index) {
    return tensors.get(index);
  }

  /** The values of one, row-major. */
  public float[] toFloats(int index) {
    return tensors.get(index).toFloatArray();
  }

  /** Some of them, for calls that take no other of this list's name. */
  public TensorList subset(List<Integer> indices) {
    return new TensorList(name, indices.stream().map(tensors::get).toList());
  }

  void addTo(NDList arguments) {
    arguments.addAll(tensors);
  }
}
