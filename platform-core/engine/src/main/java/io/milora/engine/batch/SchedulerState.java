package io.milora.engine.batch;

import java.util.List;

/**
 * What a scheduler is at.
 *
 * @param running requests in slots
 * @param waiting requests that wait for one, in no order
 */
public record SchedulerState(List<GenerationRequest> running, List<GenerationRequest> waiting) {
  public SchedulerState {
    running = List.copyOf(running);
    waiting = List.copyOf(waiting);
  }

  /** Tokens that the running ones may come to hold. */
  public long reservedTokens() {
    return running.stream().mapToLong(GenerationRequest::totalTokens).sum();
  }
}
