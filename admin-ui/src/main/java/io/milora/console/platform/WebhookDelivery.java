package io.milora.console.platform;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What became of telling an event. Times are seconds since 1970.
 *
 * @param id the event's
 * @param payload what was sent
 * @param nextAttemptAt null if there is none
 * @param httpStatus the answer to the last attempt; null if there was none
 * @param problem why the last attempt failed; null if it did not
 */
public record WebhookDelivery(
    String id,
    String event,
    JsonNode payload,
    State state,
    int attempts,
    long createdAt,
    @Nullable Long nextAttemptAt,
    @Nullable Long deliveredAt,
    @Nullable Integer httpStatus,
    @Nullable String problem) {
  /** How far it is. */
  public enum State {
    WAITING,
    DELIVERED,
    /** After the last attempt. */
    GIVEN_UP
  }
}
