package io.milora.engine.onnx;

import io.milora.engine.base.LlamaConfig;
import io.milora.engine.onnx.GraphPorts.KeyOrValue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys and values of all slots: for each layer two tensors float32 [slots, kv heads, positions,
 * head_dim], written in place by every run. What lies behind a sequence's length is never read, so
 * nothing is cleared.
 */
final class KeyValueCache implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final LlamaConfig config;
  private final int positions;
  private final Arena arena = Arena.ofShared();
  private final List<Map<KeyOrValue, MemorySegment>> memory = new ArrayList<>();
  private final Map<SlotWindow, Binding> bindings = new HashMap<>();

  /** The same memory as input and as output. */
  record Binding(NativeTensors past, NativeTensors present) {}

  /**
   * Allocates the memory.
   *
   * @param capacity tokens of a slot; one position more is kept, in which a slot that sits out a
   *     run can be written without harm
   */
  KeyValueCache(LlamaConfig config, int slots, int capacity) {
    this.config = config;
    this.positions = capacity + 1;
    long bytes = slots * slotFloats() * Float.BYTES;
    if (bytes > Integer.MAX_VALUE) {
      arena.close();
      throw new IllegalArgumentException(
          "%d slots of %d tokens need %d bytes a layer; at most %d are supported. Use fewer slots or a smaller capacity."
              .formatted(slots, capacity, bytes, Integer.MAX_VALUE));
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      Map<KeyOrValue, MemorySegment> parts = new EnumMap<>(KeyOrValue.class);
      for (KeyOrValue part : KeyOrValue.values()) {
        parts.put(part, arena.allocate(bytes, ALIGNMENT));
      }
      memory.add(parts);
    }
  }

  /** Tensors over a window's slots; made once, closed with the cache. */
  Binding bind(SlotWindow window) {
    return bindings.computeIfAbsent(window, this::makeBinding);
  }

  /** Copies the first tokens of a slot to another one. */
  void copy(int from, int to, int length) {
    long headBytes = (long) positions * config.headDim() * Float.BYTES;
    long slotBytes = slotFloats() * Float.BYTES;
    long usedBytes = (long) length * config.headDim() * Float.BYTES;
    for (Map<KeyOrValue, MemorySegment> layer : memory) {
      for (MemorySegment part : layer.values()) {
        for (int head = 0; head < config.kvHeads(); head++) {
          MemorySegment.copy(
              part,
              from * slotBytes + head * headBytes,
              part,
              to * slotBytes + head * headBytes,
              usedBytes);
        }
      }
    }
  }

  @Override
  public void close() {
    for (Binding binding : bindings.values()) {
      binding.past().close();
      binding.present().close();
    }
    bindings.clear();
    arena.close();
  }

  private Binding makeBinding(SlotWindow window) {
    Binding binding = new Binding(new NativeTensors(), new NativeTensors());
    for (int layer = 0; layer < memory.size(); layer++) {
      int number = layer;
      memory
          .get(layer)
          .forEach(
              (part, segment) -> {
                view(binding.past(), GraphPorts.past(number, part), window, segment);
                view(binding.present(), GraphPorts.present(number, part), window, segment);
              });
    }
    return binding;
  }

  private void view(NativeTensors tensors, String name, SlotWindow window, MemorySegment part) {
    long slotBytes = slotFloats() * Float.BYTES;
    MemorySegment slice = part.asSlice(window.first() * slotBytes, window.count() * slotBytes);
    tensors.view(
        name,
        slice.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer(),
        window.count(),
        config.kvHeads(),
        positions,
        config.headDim());
  }

  private long slotFloats() {
    return (long) config.kvHeads() * positions * config.headDim();
  }
}
