package io.milora.engine.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.base.LlamaConfig;
import java.util.ArrayList;
import java.util.List;

/** What a slot holds: an adapter's tensors, the gates its prompt chose, keys and values. */
final class Sequence implements AutoCloseable {
  private final NDManager manager;
  private final Adapter adapter;
  private final AdaptedModel model;
  private final TensorList cache;
  private final int capacity;
  private NDArray gates;
  private int length;

  private Sequence(FrozenWeights weights, RotaryTables rotary, Adapter adapter, int capacity) {
    this.manager = weights.newManager();
    this.adapter = adapter;
    this.capacity = capacity;
    AdapterLayout layout = AdapterLayout.of(adapter, weights.config());
    model = AdaptedModel.of(manager, weights, layout, layout.values(adapter), rotary);
    cache = cache(manager, weights.config(), capacity);
    gates = manager.create(0f);
  }

  static Sequence start(FrozenWeights weights, RotaryTables rotary, Adapter adapter, int capacity) {
    return new Sequence(weights, rotary, adapter, capacity);
  }

  /** For each layer keys, then values, each [1, kv heads, capacity, head width]. */
  private static TensorList cache(NDManager manager, LlamaConfig config, int capacity) {
    Shape shape = new Shape(1, config.kvHeads(), capacity, config.headDim());
    List<NDArray> tensors = new ArrayList<>();
    for (int i = 0; i < 2 * config.layers(); i++) {
      tensors.add(manager.zeros(shape, DataType.FLOAT32));
    }
    return new TensorList("cache", tensors);
  }

  /** The same sequence, from here on independent. */
  Sequence copy() {
    Sequence copy = start(model.weights(), model.rotary(), adapter, capacity);
    for (int i = 0; i < cache.size(); i++) {
      cache.get(i).copyTo(copy.cache.get(i));
    }
    copy.keep(gates, length);
    return copy;
  }

  /** Remembers a prompt's gates [L, 7] and its number of tokens. */
  void keep(NDArray chosen, int tokens) {
    gates = Torch.floats(manager, chosen.toFloatArray(), chosen.getShape().getShape());
    length = tokens;
  }

  TorchProgram.Call complete(TorchProgram.Call call) {
    return model.complete(call.with(cache), 0);
  }

  float[] fixedGates() {
    return model.layout().fixedGates();
  }

  boolean routed() {
    return model.layout().router() != null;
  }

  NDArray gates() {
    return gates;
  }

  int length() {
    return length;
  }

  void advance() {
    length++;
  }

  @Override
  public void close() {
    manager.close();
  }
}
