package io.milora.model.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to generate.
 *
 * @param maxTokens new tokens at most, or null for as many as the context holds
 * @param choices how many answers, 1 or more
 * @param sampling how tokens are drawn
 * @param beams beam search instead, or null
 * @param stop up to four texts that end the answer
 * @param stream whether the answer comes piece by piece
 * @param includeUsage whether a stream ends with the usage
 * @param topLogprobs how many alternatives to show for each token; null for no log-probabilities
 * @param user whom the request is for, as the application calls them, or null; requests of one stay
 *     on one side of an alias's split
 */
public record GenerationOptions(
    @Nullable Integer maxTokens,
    int choices,
    SamplingOptions sampling,
    @Nullable BeamOptions beams,
    List<String> stop,
    boolean stream,
    boolean includeUsage,
    @Nullable Integer topLogprobs,
    @Nullable String user) {
  public GenerationOptions {
    stop = List.copyOf(stop);
  }
}
