package io.milora.cli.engine;

import org.jspecify.annotations.Nullable;

/**
 * What {@code evaluate} found.
 *
 * @param rows measured
 * @param base without adapter
 * @param adapter null if none was given
 */
record EvaluationReport(int rows, Scores base, @Nullable Scores adapter) {
  /**
   * One model's scores.
   *
   * @param perplexity exp(meanLoss)
   * @param meanLoss mean cross-entropy over response tokens, nats
   * @param accuracy share of greedy answers that equal the expected text, 0 to 1
   * @param correct how many
   */
  record Scores(double perplexity, double meanLoss, double accuracy, int correct) {}
}
