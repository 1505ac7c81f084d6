package io.milora.trainingworker;

import io.milora.model.Precision;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was measured through the served graph; kept with the adapter.
 *
 * @param precision of the served graph
 * @param rows of the dev set; 0 if there is none, and then nothing was measured
 * @param basePerplexity of the bare base model on the responses
 * @param adapterPerplexity of the adapter on the same
 */
record Evaluation(
    Precision precision,
    int rows,
    @Nullable Double basePerplexity,
    @Nullable Double adapterPerplexity) {

  /** Whether there were rows to measure with. */
  boolean measured() {
    return rows > 0;
  }

  /** One sentence for people. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "Served graph (%s): perplexity=%.3f, of the base model %.3f",
        precision,
        adapterPerplexity,
        basePerplexity);
  }
}
