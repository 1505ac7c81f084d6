package io.milora.cli.bench;

import io.milora.engine.evaluate.Agreement;
import java.io.PrintWriter;

/**
 * What the served precision changes.
 *
 * @param texts the 8-bit graph against the float32 one
 * @param perplexityGrowth of the 8-bit graph; 0.01 is one percent
 * @param greedy answers
 */
record AccuracyReport(Agreement texts, double perplexityGrowth, Greedy greedy) {
  /**
   * Greedy answers of the float32 graph, compared token by token.
   *
   * @param prompts how many were answered
   * @param newTokens of an answer, fewer where it ended
   * @param asReference how many are equal to those of the PyTorch path
   * @param asServed how many are equal to those of the 8-bit graph
   */
  record Greedy(int prompts, int newTokens, int asReference, int asServed) {}

  void print(PrintWriter out) {
    out.printf(
        "perplexity      float32 %.3f, 8 bits %.3f: %+.2f %% (%d tokens)%n",
        texts.referencePerplexity(), texts.perplexity(), 100 * perplexityGrowth, texts.tokens());
    out.printf("most probable   the same at %.1f %% of tokens%n", 100 * texts.sameFirst());
    out.printf("divergence      %.4f nats%n", texts.divergence());
    out.printf(
        "greedy answers  float32 as PyTorch's: %d of %d; 8 bits as float32's: %d of %d (%d tokens)%n",
        greedy.asReference(),
        greedy.prompts(),
        greedy.asServed(),
        greedy.prompts(),
        greedy.newTokens());
    out.flush();
  }
}
