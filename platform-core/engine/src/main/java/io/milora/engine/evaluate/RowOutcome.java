package io.milora.engine.evaluate;

import org.jspecify.annotations.Nullable;

/**
 * What a model did with a row.
 *
 * @param expected the row's answer
 * @param loss sum of cross-entropies over the response's tokens, nats
 * @param tokens of the response
 * @param rightDomain share of layers whose router chose the row's domain, 0 to 1; null if there are
 *     no domains
 */
record RowOutcome(
    EvaluationRow row, String expected, double loss, int tokens, @Nullable Double rightDomain) {

  /** Nats a token. */
  double meanLoss() {
    return loss / tokens;
  }
}
