package io.milora.model.openai;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How tokens are drawn.
 *
 * @param temperature 0 (greedy) to 2
 * @param topP share of probability to draw from, above 0 to 1
 * @param topK how many tokens to draw from, 0 for all
 * @param seed for equal answers to equal requests, or null
 * @param presencePenalty against tokens that are there already, -2 to 2
 * @param frequencyPenalty the same, for each time that they are there, -2 to 2
 * @param logitBias added to the logits of tokens, by their ids, -100 to 100
 */
public record SamplingOptions(
    double temperature,
    double topP,
    int topK,
    @Nullable Long seed,
    double presencePenalty,
    double frequencyPenalty,
    Map<Integer, Double> logitBias) {
  public SamplingOptions {
    logitBias = Map.copyOf(logitBias);
  }
}
