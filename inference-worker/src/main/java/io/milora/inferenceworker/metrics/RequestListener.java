package io.milora.inferenceworker.metrics;

/** Told of every request that the engine was asked for. Be quick, and never throw. */
public interface RequestListener {
  /** It was not accepted, for want of quota, room or time. Called by the request's thread. */
  void refused(Asked asked);

  /** It was accepted and has ended. Called by the scheduler's thread, between two steps. */
  void ended(RequestEnd end);
}
