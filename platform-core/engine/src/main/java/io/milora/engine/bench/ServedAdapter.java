package io.milora.engine.bench;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.serve.ServingEngine;

/**
 * An adapter on an engine that serves the product's adapters.
 *
 * @param engine shared; stays open
 * @param adapter what changes the base model
 * @param afterwards done when its slots are free again
 */
record ServedAdapter(ServingEngine engine, Adapter adapter, Runnable afterwards)
    implements ServedModel {
  ServedAdapter(ServingEngine engine, Adapter adapter) {
    this(engine, adapter, () -> {});
  }

  @Override
  public int slots() {
    return engine.slots();
  }

  @Override
  public int vocabulary() {
    return engine.config().vocabulary();
  }

  @Override
  public float[] prefill(int slot, int[] prompt) {
    return engine.prefill(slot, prompt, prompt.length, adapter, LogitRows.LAST).logits()[0];
  }

  @Override
  public void decode(int[] slots, int[] tokens, float[][] logits) {
    engine.decode(slots, tokens, logits);
  }

  @Override
  public void release(int slot) {
    engine.release(slot);
  }

  @Override
  public void close() {
    for (int slot = 0; slot < slots(); slot++) {
      engine.release(slot);
    }
    afterwards.run();
  }
}
