package io.milora.persistence;

import java.io.Serial;

/** Two different requests were sent with one key. */
public class IdempotencyKeyReusedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  IdempotencyKeyReusedException(String key) {
    super(
        "The Idempotency-Key '%s' was sent with another request within the last day; send the same request again, or take a new key."
            .formatted(key));
  }
}
