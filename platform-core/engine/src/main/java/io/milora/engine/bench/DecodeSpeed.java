package io.milora.engine.bench;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.generate.Sampler;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.serve.ServingEngine;
import java.util.Collections;
import java.util.List;

/** How fast a model continues prompts, the prompts' own passes not counted. */
public final class DecodeSpeed {
  private DecodeSpeed() {}

  /**
   * Continues prompts together, greedily and beyond end tokens, so that every model does the same
   * amount of work.
   *
   * @param prompts one for each sequence of the batch, not more than there are slots
   * @param newTokens decode steps, 1 or more
   * @return tokens/s of all sequences together
   */
  public static double measure(ServedModel model, List<int[]> prompts, int newTokens) {
    List<Adapter> adapters = Collections.nCopies(prompts.size(), model.adapter());
    return measure(model.engine(), adapters, prompts, 0, newTokens);
  }

  /**
   * The same with an adapter for each prompt, the first steps not counted.
   *
   * @param adapters as many as there are prompts
   * @param warmUp decode steps before the clock starts, 0 or more
   */
  public static double measure(
      ServingEngine engine,
      List<? extends Adapter> adapters,
      List<int[]> prompts,
      int warmUp,
      int newTokens) {
    int batch = prompts.size();
    int[] slots = new int[batch];
    int[] tokens = new int[batch];
    float[][] logits = new float[batch][engine.config().vocabulary()];
    for (int i = 0; i < batch; i++) {
      int[] prompt = prompts.get(i);
      slots[i] = i;
      tokens[i] =
          Sampler.GREEDY.next(
              engine.prefill(i, prompt, prompt.length, adapters.get(i), LogitRows.LAST)
                  .logits()[0]);
    }
    decode(engine, slots, tokens, logits, warmUp);
    long start = System.nanoTime();
    decode(engine, slots, tokens, logits, newTokens);
    double seconds = (System.nanoTime() - start) / 1e9;
    for (int slot : slots) {
      engine.release(slot);
    }
    return batch * newTokens / seconds;
  }

  private static void decode(
      ServingEngine engine, int[] slots, int[] tokens, float[][] logits, int steps) {
    for (int step = 0; step < steps; step++) {
      engine.decode(slots, tokens, logits);
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = Sampler.GREEDY.next(logits[i]);
      }
    }
  }
}
