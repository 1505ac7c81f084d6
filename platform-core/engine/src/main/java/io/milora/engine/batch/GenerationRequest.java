package io.milora.engine.batch;

import io.milora.engine.batch.GenerationEvent.Finished;
import io.milora.engine.generate.AnswerText;
import io.milora.model.TenantId;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What to generate. Leave the lease and the decoding's samplers to the scheduler once it has
 * accepted the request: it closes the lease when the request has ended.
 *
 * @param tenant whose share it counts against
 * @param prompt token ids, at least one
 * @param lease what changes the base model
 * @param decoding chooses the tokens
 * @param answers for each answer what makes text of its tokens
 * @param maxNewTokens of each answer, 1 or more; the prompt and these fit into a slot
 * @param endTokens ids that end an answer and are not part of its text
 * @param topLogprobs how many alternatives to report for each token; null if no log-probabilities
 *     are wanted at all
 * @param timeout from acceptance to the end, or null for as long as it takes
 * @param atEnd is told of the end by the scheduler's thread, just before the caller is; quick, and
 *     never throws
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
public record GenerationRequest(
    TenantId tenant,
    int[] prompt,
    AdapterLease lease,
    Decoding decoding,
    Supplier<AnswerText> answers,
    int maxNewTokens,
    Set<Integer> endTokens,
    @Nullable Integer topLogprobs,
    @Nullable Duration timeout,
    Consumer<Finished> atEnd) {

  /** For those who learn of the end from the events alone. */
  public GenerationRequest(
      TenantId tenant,
      int[] prompt,
      AdapterLease lease,
      Decoding decoding,
      Supplier<AnswerText> answers,
      int maxNewTokens,
      Set<Integer> endTokens,
      @Nullable Integer topLogprobs,
      @Nullable Duration timeout) {
    this(
        tenant,
        prompt,
        lease,
        decoding,
        answers,
        maxNewTokens,
        endTokens,
        topLogprobs,
        timeout,
        end -> {});
  }

  public GenerationRequest {
    endTokens = Set.copyOf(endTokens);
    if (prompt.length == 0 || maxNewTokens < 1) {
      throw new IllegalArgumentException(
          "A prompt of %d tokens and up to %d new ones; both must be at least 1."
              .formatted(prompt.length, maxNewTokens));
    }
  }

  /** What is read at once: the prompt, and what is known to follow it. */
  int[] opening() {
    IntStream known = decoding.known().stream().mapToInt(Integer::intValue);
    return IntStream.concat(IntStream.of(prompt), known).toArray();
  }

  /** Tokens that each of its slots may come to hold. */
  int slotTokens() {
    return prompt.length + maxNewTokens;
  }

  /** Tokens that all of its slots together may come to hold. */
  long totalTokens() {
    return (long) decoding.width() * slotTokens();
  }
}
