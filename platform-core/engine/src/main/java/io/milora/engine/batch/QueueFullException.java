package io.milora.engine.batch;

import java.io.Serial;

/** Too many requests wait already; the caller should come back later. */
public final class QueueFullException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * With the limit that was reached.
   *
   * @param limit how many requests may wait
   */
  public QueueFullException(int limit) {
    super(limit + " requests wait already, which is the limit; try again later.");
  }
}
