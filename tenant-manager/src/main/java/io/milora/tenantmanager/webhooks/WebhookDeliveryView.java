package io.milora.tenantmanager.webhooks;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.milora.persistence.WebhookDeliveryEntity;
import io.milora.persistence.WebhookDeliveryEntity.State;
import org.jspecify.annotations.Nullable;

/**
 * What became of telling an event, on the wire. Times are seconds since 1970.
 *
 * @param id the event's
 * @param payload what was sent, a JSON object
 * @param nextAttemptAt null if there is none
 * @param httpStatus the answer to the last attempt; null if there was none
 * @param problem why the last attempt failed; null if it did not
 */
public record WebhookDeliveryView(
    String id,
    String object,
    String event,
    @JsonRawValue String payload,
    State state,
    int attempts,
    long createdAt,
    @Nullable Long nextAttemptAt,
    @Nullable Long deliveredAt,
    @Nullable Integer httpStatus,
    @Nullable String problem) {
  static WebhookDeliveryView of(WebhookDeliveryEntity delivery) {
    return new WebhookDeliveryView(
        delivery.id,
        "webhook.delivery",
        delivery.event,
        delivery.payload,
        delivery.state,
        delivery.attempts,
        delivery.createdAt.getEpochSecond(),
        delivery.state == State.WAITING ? delivery.nextAt.getEpochSecond() : null,
        delivery.deliveredAt == null ? null : delivery.deliveredAt.getEpochSecond(),
        delivery.httpStatus,
        delivery.problem);
  }
}
