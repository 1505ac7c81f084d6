package io.milora.model;

/** What is timed of a request. */
public enum LatencyKind {
  /** From its arrival to its first token, its adapter's loading included. */
  TTFT,
  /** The mean gap between its tokens, the first one excluded. */
  TPOT,
  /** From its arrival to the end of its answer. */
  E2E,
  /** From its acceptance to the beginning of its prefill. */
  QUEUE,
  /** Until its adapter was in memory, if it was not. */
  ADAPTER_LOAD
}
