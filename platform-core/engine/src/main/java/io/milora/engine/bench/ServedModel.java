package io.milora.engine.bench;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.evaluate.Answers;
import io.milora.engine.serve.ServingEngine;
import java.util.List;

/**
 * A base model with one method's weights, on the engine that serves it. Not thread-safe; several
 * share an engine and its slots, so one lets go of its slots before the next begins.
 *
 * @param engine shared; stays open
 * @param adapter what changes the base model, or what the engine knows it by
 * @param afterwards done when its slots are free again
 */
public record ServedModel(ServingEngine engine, Adapter adapter, Runnable afterwards)
    implements AutoCloseable {
  ServedModel(ServingEngine engine, Adapter adapter) {
    this(engine, adapter, () -> {});
  }

  /**
   * Greedy answers in the order of the prompts, as many at once as there are slots; a prompt's
   * answer does not depend on which others run beside it.
   *
   * @param maxNewTokens of an answer, 1 or more; the base's end tokens are not part of it
   */
  public List<int[]> answer(List<int[]> prompts, int maxNewTokens) {
    return new Answers(engine, adapter).generate(prompts, maxNewTokens, () -> false);
  }

  /** Frees the slots; the engine stays. */
  @Override
  public void close() {
    for (int slot = 0; slot < engine.slots(); slot++) {
      engine.release(slot);
    }
    afterwards.run();
  }
}
