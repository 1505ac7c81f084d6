package io.milora.engine.onnx;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.PairSet;
import io.milora.engine.base.LlamaConfig;
import io.milora.model.Projection;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pairs of the adapter that read the last prompt: an adapter is often asked several times in a
 * row, and its first prompt follows its check. They take the memory of the pairs before them, and
 * keep no adapter from leaving. Not thread-safe.
 */
final class PromptPairs implements AutoCloseable {
  private final LlamaConfig config;
  private final Gating gating;
  private final RecycledMemory memory = new RecycledMemory();
  private WeakReference<@Nullable Adapter> owner = new WeakReference<>(null);
  private @Nullable NativeTensors matrices;

  PromptPairs(LlamaConfig config, Gating gating) {
    this.config = config;
    this.gating = gating;
  }

  /**
   * A and B of all pairs of all sets, with gate 1 where the graph's router has the say; valid until
   * those of another adapter are asked for.
   *
   * @param adapter whose sets they are; equal ones have equal sets
   */
  NativeTensors matrices(Adapter adapter, List<? extends PairSet> sets) {
    NativeTensors present = matrices;
    if (present != null && owner.refersTo(adapter)) {
      return present;
    }
    letGo();
    NativeTensors fresh = active(sets, 1).matrices(memory);
    matrices = fresh;
    owner = new WeakReference<>(adapter);
    return fresh;
  }

  /** Where they read and write in a prompt; the caller closes it. */
  NativeTensors places(List<? extends PairSet> sets, int tokens) {
    return active(sets, tokens).places();
  }

  private ActivePairs active(List<? extends PairSet> sets, int tokens) {
    float[][] gates = new float[config.layers()][Projection.COUNT];
    for (float[] layer : gates) {
      Arrays.fill(layer, 1);
    }
    List<ActivePairs.Row> rows =
        sets.stream()
            .map(
                set ->
                    new ActivePairs.Row(
                        0, Collections.<PairSet>nCopies(config.layers(), set), gates))
            .toList();
    return new ActivePairs(config, gating, rows, tokens);
  }

  private void letGo() {
    if (matrices != null) {
      matrices.close();
      matrices = null;
    }
  }

  @Override
  public void close() {
    letGo();
    memory.close();
  }
}
