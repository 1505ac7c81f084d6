package io.milora.engine.batch;

/**
 * An accepted request, seen by its caller: a stream of events to take from, at the caller's own
 * pace. For one consuming thread; {@link #cancel()} may come from any.
 */
public interface Generation {
  /**
   * The next event; waits until there is one. Nothing comes after {@link GenerationEvent.Finished}.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  GenerationEvent next() throws InterruptedException;

  /**
   * Says that nobody wants the rest. The slot is free within a step; the last event is still
   * delivered. Does nothing after the end.
   */
  void cancel();
}
