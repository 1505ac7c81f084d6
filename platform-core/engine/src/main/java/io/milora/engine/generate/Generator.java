package io.milora.engine.generate;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.RoutePlan;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.serve.Prefill;
import io.milora.engine.serve.ServingEngine;
import java.util.Arrays;
import java.util.Set;

/**
 * Generates one answer at a time, for evaluation and the command line; many at once are the
 * scheduler's. Not thread-safe.
 */
public final class Generator {
  private final ServingEngine engine;
  private final int slot;

  /**
   * What to generate.
   *
   * @param prompt token ids, at least one
   * @param maxNewTokens 1 or more; fewer if the slot is full
   * @param endTokens ids that end the answer
   */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
  public record Request(
      int[] prompt, Adapter adapter, Sampling sampling, int maxNewTokens, Set<Integer> endTokens) {
    public Request {
      endTokens = Set.copyOf(endTokens);
      if (maxNewTokens < 1) {
        throw new IllegalArgumentException(
            "Up to %d new tokens were asked for; at least 1 is needed.".formatted(maxNewTokens));
      }
    }
  }

  /**
   * An answer.
   *
   * @param tokens without prompt and end token
   * @param ended whether an end token came; otherwise the length limit did
   * @param routes what the prompt decided
   */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
  public record Answer(int[] tokens, boolean ended, RoutePlan routes) {}

  /**
   * Over one slot of an engine.
   *
   * @param slot used while generating, and free in between
   */
  public Generator(ServingEngine engine, int slot) {
    this.engine = engine;
    this.slot = slot;
  }

  /** Generates until an end token or a limit. */
  public Answer generate(Request request) {
    int[] prompt = request.prompt();
    Sampler sampler = request.sampling().sampler();
    // The last token needs no place in the slot: nothing is computed from it.
    int limit = Math.min(request.maxNewTokens(), engine.capacity() - prompt.length + 1);
    try {
      Prefill prefill =
          engine.prefill(slot, prompt, prompt.length, request.adapter(), LogitRows.LAST);
      float[][] logits = prefill.logits();
      int[] tokens = new int[limit];
      for (int count = 0; count < limit; count++) {
        int token = sampler.next(logits[0]);
        if (request.endTokens().contains(token)) {
          return new Answer(Arrays.copyOf(tokens, count), true, prefill.routes());
        }
        tokens[count] = token;
        if (count + 1 < limit) {
          engine.decode(new int[] {slot}, new int[] {token}, logits);
        }
      }
      return new Answer(tokens, false, prefill.routes());
    } finally {
      engine.release(slot);
    }
  }
}
