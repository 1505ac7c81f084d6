package io.milora.engine.bench;

import io.milora.engine.generate.Sampler;
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
    int batch = prompts.size();
    int[] slots = new int[batch];
    int[] tokens = new int[batch];
    float[][] logits = new float[batch][model.engine().config().vocabulary()];
    for (int i = 0; i < batch; i++) {
      slots[i] = i;
      tokens[i] = Sampler.GREEDY.next(model.prefill(i, prompts.get(i)));
    }
    long start = System.nanoTime();
    for (int step = 0; step < newTokens; step++) {
      model.engine().decode(slots, tokens, logits);
      for (int i = 0; i < batch; i++) {
        tokens[i] = Sampler.GREEDY.next(logits[i]);
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    for (int slot : slots) {
      model.engine().release(slot);
    }
    return batch * newTokens / seconds;
  }
}
