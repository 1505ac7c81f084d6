package io.milora.model.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to generate.
 *
 * @param maxTokens new tokens at most, or null for as many as the context holds
 * @param temperature 0 (greedy) to 2
 * @param topP share of probability to draw from, above 0 to 1
 * @param topK how many tokens to draw from, 0 for all
 * @param seed for equal answers to equal requests, or null
 * @param stop up to four texts that end the answer
 * @param stream whether the answer comes piece by piece
 * @param includeUsage whether a stream ends with the usage
 * @param topLogprobs how many alternatives to show for each token; null for no log-probabilities
 */
public record GenerationOptions(
    @Nullable Integer maxTokens,
    double temperature,
    double topP,
    int topK,
    @Nullable Long seed,
    List<String> stop,
    boolean stream,
    boolean includeUsage,
    @Nullable Integer topLogprobs) {
  public GenerationOptions {
    stop = List.copyOf(stop);
  }
}
