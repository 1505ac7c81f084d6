package io.milora.inferenceworker.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * A histogram of tokens. Names and buckets are vLLM's.
 *
 * @param metric its name
 */
record TokenCounts(String metric, String description) {
  private static final double[] BUCKETS = {
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000
  };

  static final TokenCounts PROMPT =
      new TokenCounts("vllm:request_prompt_tokens", "Tokens of the prompt.");
  static final TokenCounts GENERATION =
      new TokenCounts("vllm:request_generation_tokens", "Tokens of all answers.");
  static final TokenCounts ITERATION =
      new TokenCounts(
          "vllm:iteration_tokens_total", "Tokens of a run of the engine: a prompt, or a step.");

  /**
   * The histogram with these labels.
   *
   * @param labels names and values in turn
   */
  DistributionSummary in(MeterRegistry registry, String... labels) {
    return DistributionSummary.builder(metric)
        .description(description)
        .tags(labels)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }
}
