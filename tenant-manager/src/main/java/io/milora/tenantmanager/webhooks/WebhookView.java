package io.milora.tenantmanager.webhooks;

import io.milora.persistence.WebhookEntity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webhook, on the wire.
 *
 * @param createdAt seconds since 1970
 * @param secret what signatures are checked with; shown once, null later
 */
public record WebhookView(
    String id,
    String object,
    String url,
    List<String> events,
    long createdAt,
    @Nullable String secret) {
  static WebhookView of(WebhookEntity webhook, @Nullable String secret) {
    return new WebhookView(
        webhook.id,
        "webhook",
        webhook.url,
        webhook.events,
        webhook.createdAt.getEpochSecond(),
        secret);
  }
}
