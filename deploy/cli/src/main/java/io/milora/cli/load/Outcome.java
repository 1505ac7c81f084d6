package io.milora.cli.load;

import org.jspecify.annotations.Nullable;

/**
 * How a request went, counted from when it should have been sent: a client that is late makes
 * nothing look faster. Times are in nanoseconds.
 *
 * @param end how it ended
 * @param kind of a failure, the same for equal reasons; null for others
 * @param firstToken -1 if none came
 * @param lastToken -1 if none came
 * @param total to the end
 * @param tokens generated, as the server says; 0 if it did not get to say
 */
record Outcome(
    End end, @Nullable String kind, long firstToken, long lastToken, long total, int tokens) {
  /** Every request has one of these. */
  enum End {
    COMPLETED,
    /** Its client went away, as planned. */
    LEFT,
    FAILED
  }

  /** Nanoseconds between tokens after the first; -1 if there was but one. */
  long perOutputToken() {
    return tokens > 1 ? (lastToken - firstToken) / (tokens - 1) : -1;
  }
}
