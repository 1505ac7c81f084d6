package io.milora.engine.batch;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.generate.AnswerText;
import io.milora.engine.generate.Sampler;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to generate. The sampler and the answer hold state: make new ones for every request, and
 * leave them to the scheduler once it is accepted.
 *
 * @param prompt token ids, at least one
 * @param adapter what changes the base model
 * @param sampler chooses the tokens
 * @param answer makes text of tokens
 * @param maxNewTokens 1 or more; the prompt and these fit into a slot
 * @param endTokens ids that end the answer and are not part of its text
 * @param topLogprobs how many alternatives to report for each token; null if no log-probabilities
 *     are wanted at all
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
public record GenerationRequest(
    int[] prompt,
    Adapter adapter,
    Sampler sampler,
    AnswerText answer,
    int maxNewTokens,
    Set<Integer> endTokens,
    @Nullable Integer topLogprobs) {

  public GenerationRequest {
    endTokens = Set.copyOf(endTokens);
    if (prompt.length == 0 || maxNewTokens < 1) {
      throw new IllegalArgumentException(
          "A prompt of %d tokens and up to %d new ones; both must be at least 1."
              .formatted(prompt.length, maxNewTokens));
    }
  }
}
