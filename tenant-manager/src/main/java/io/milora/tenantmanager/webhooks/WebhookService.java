package io.milora.tenantmanager.webhooks;

import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.http.RequestFields;
import io.milora.model.PublicId;
import io.milora.model.TenantId;
import io.milora.model.openai.Deleted;
import io.milora.model.openai.Page;
import io.milora.persistence.WebhookEntity;
import io.milora.persistence.Webhooks;
import io.milora.tenantmanager.http.PageQuery;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.List;

/** What a tenant's admins do with its webhooks. */
@ApplicationScoped
class WebhookService {
  private static final int MOST = 20;
  private static final int SECRET_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Webhooks webhooks;
  private final WebhookAddress allowed;

  WebhookService(Webhooks webhooks, WebhookConfig config) {
    this.webhooks = webhooks;
    allowed = new WebhookAddress(config.privateNetworks());
  }

  /** A new webhook; the only time its secret is shown. */
  WebhookView create(TenantId tenant, RequestFields body) {
    WebhookRequest request = WebhookRequest.read(body, allowed);
    if (webhooks.list(tenant).size() >= MOST) {
      throw new ApiException(
          ErrorKind.CONFLICT,
          "There are " + MOST + " webhooks, the most that are allowed; delete one first.",
          null,
          "too_many_webhooks");
    }
    WebhookEntity webhook = new WebhookEntity();
    webhook.id = PublicId.WEBHOOK.next();
    webhook.url = request.url().toString();
    webhook.events = request.events();
    webhook.secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(webhook.secret);
    return WebhookView.of(webhooks.create(tenant, webhook), WebhookSignature.shown(webhook.secret));
  }

  Page<WebhookView> list(TenantId tenant) {
    List<WebhookView> all =
        webhooks.list(tenant).stream().map(webhook -> WebhookView.of(webhook, null)).toList();
    return Page.of(all, false, WebhookView::id);
  }

  Deleted delete(TenantId tenant, String id) {
    if (!webhooks.delete(tenant, id)) {
      throw notFound(id);
    }
    return new Deleted(id, "webhook", true);
  }

  Page<WebhookDeliveryView> deliveries(TenantId tenant, String id, PageQuery page) {
    if (webhooks.find(tenant, id).isEmpty()) {
      throw notFound(id);
    }
    List<WebhookDeliveryView> found =
        webhooks.deliveries(tenant, id, page.after(), page.limit() + 1).stream()
            .map(WebhookDeliveryView::of)
            .toList();
    return Page.cut(found, page.limit(), WebhookDeliveryView::id);
  }

  /** Sends an event once more; if that fails, it is given up unless attempts are left. */
  WebhookDeliveryView sendAgain(TenantId tenant, String id, String delivery) {
    return webhooks
        .sendAgain(tenant, id, delivery)
        .map(WebhookDeliveryView::of)
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "Webhook %s has no delivery %s".formatted(id, delivery),
                    "delivery",
                    "delivery_not_found"));
  }

  private static ApiException notFound(String id) {
    return ApiException.notFound("No such webhook: " + id, "id", "webhook_not_found");
  }
}
