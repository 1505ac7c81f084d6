package io.milora.engine.batch;

import io.milora.engine.adapter.RoutePlan;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What happens to an accepted request: {@link Started} at most once, then a {@link Token} for each
 * generated token, and {@link Finished} exactly once, last.
 */
public sealed interface GenerationEvent {
  /**
   * The prompt was read.
   *
   * @param routes what the adapter's routers decided for it
   * @param queued time from acceptance to the start of the prefill
   */
  record Started(RoutePlan routes, Duration queued) implements GenerationEvent {}

  /**
   * A token was generated.
   *
   * @param choice whose it is, 0 to choices - 1
   * @param id its number in the vocabulary
   * @param text what can be shown of the answer by now and was not yet: whole characters only, and
   *     no part of a stop sequence; often empty
   * @param logprobs how likely it was, if the request asked for that
   * @param end why the answer is complete with this token, or null if it goes on
   */
  record Token(
      int choice, int id, String text, @Nullable TokenLogprobs logprobs, @Nullable FinishReason end)
      implements GenerationEvent {}

  /**
   * The end.
   *
   * @param outcome how it came
   * @param reason why the answers are complete, {@code LENGTH} if any of them was cut; null if one
   *     is not complete
   * @param promptTokens tokens of the prompt
   * @param completionTokens tokens of all answers, end tokens included
   * @param timings when what happened
   */
  record Finished(
      Outcome outcome,
      @Nullable FinishReason reason,
      int promptTokens,
      int completionTokens,
      Timings timings)
      implements GenerationEvent {}

  /**
   * Latencies of a request; parts it did not reach are zero.
   *
   * @param queued from acceptance to the start of the prefill
   * @param firstToken from acceptance to the first token
   * @param total from acceptance to the end
   */
  record Timings(Duration queued, Duration firstToken, Duration total) {}
}
