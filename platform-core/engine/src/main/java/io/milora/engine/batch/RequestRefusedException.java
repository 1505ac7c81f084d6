package io.milora.engine.batch;

import java.io.Serial;
import java.time.Duration;

/** A request was not accepted, because it could not be served in time; nothing was done for it. */
public final class RequestRefusedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final Duration retryAfter;

  /** Why. */
  public enum Reason {
    /** As many requests of all tenants wait as may wait. */
    QUEUE_FULL,
    /** As many requests of this tenant wait as may wait of one. */
    TENANT_SHARE_FULL,
    /** Its time would be over before its turn comes. */
    TOO_LATE
  }

  RequestRefusedException(Reason reason, String message, Duration retryAfter) {
    super(message);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** About when there will be room again, 1 second to 1 minute. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
