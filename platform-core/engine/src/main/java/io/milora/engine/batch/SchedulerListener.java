package io.milora.engine.batch;

import io.milora.engine.batch.GenerationEvent.Finished;
import java.time.Duration;

/** Watches a scheduler. Called by its thread between steps: be quick, and never throw. */
public interface SchedulerListener {
  /** Looks away. */
  SchedulerListener NONE = new SchedulerListener() {};

  /** An accepted request ended. */
  default void finished(GenerationRequest request, Finished end) {}

  /**
   * A prompt was read.
   *
   * @param tokens of it
   */
  default void prefilled(int tokens) {}

  /**
   * A decode step is done.
   *
   * @param rows sequences in it
   * @param gap from the end of the step before, if any sequence went through both; else its own
   *     time
   */
  default void stepped(int rows, Duration gap) {}
}
