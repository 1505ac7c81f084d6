package io.milora.engine.evaluate;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.generate.LogSumExp;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.serve.ServingEngine;
import io.milora.engine.text.Example;
import java.util.Arrays;
import java.util.List;

/**
 * How well a model foretells responses.
 *
 * @param meanLoss mean cross-entropy over all response tokens, end tokens counted, nats
 * @param tokens response tokens, over which the mean is taken
 */
public record Perplexity(double meanLoss, long tokens) {

  /** exp(mean loss): 1 is certainty, the vocabulary's size is guessing. */
  public double value() {
    return Math.exp(meanLoss);
  }

  /**
   * Measures examples one after the other; routers see their prompts only.
   *
   * @param slot of the engine; free afterwards
   * @param examples at least one, each within the engine's capacity
   */
  public static Perplexity measure(
      ServingEngine engine, int slot, Adapter adapter, List<Example> examples) {
    if (examples.isEmpty()) {
      throw new IllegalArgumentException("There are no examples to measure.");
    }
    double loss = 0;
    long tokens = 0;
    try {
      for (Example example : examples) {
        loss += loss(engine, slot, adapter, example);
        tokens += example.response().length;
      }
    } finally {
      engine.release(slot);
    }
    return new Perplexity(loss / tokens, tokens);
  }

  /** Sum over the response's tokens. */
  private static double loss(ServingEngine engine, int slot, Adapter adapter, Example example) {
    int[] prompt = example.prompt();
    int[] response = example.response();
    // Nothing is foretold from the last token.
    int[] tokens = Arrays.copyOf(prompt, prompt.length + response.length - 1);
    System.arraycopy(response, 0, tokens, prompt.length, response.length - 1);
    float[][] logits =
        engine.prefill(slot, tokens, prompt.length, adapter, LogitRows.RESPONSE).logits();
    double loss = 0;
    for (int i = 0; i < response.length; i++) {
      float[] row = logits[i];
      loss += LogSumExp.of(row) - row[response[i]];
    }
    return loss;
  }
}
