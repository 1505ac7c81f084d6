package io.milora.console.stub;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.console.platform.NewWebhook;
import io.milora.console.platform.Webhook;
import io.milora.console.platform.WebhookDelivery;
import io.milora.console.platform.WebhookDelivery.State;
import io.milora.model.openai.Deleted;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that a tenant has told about; those of {@code http} are refused. One delivery is tried
 * again whenever somebody looks.
 */
final class StubWebhooks {
  private static final long FIRST = 1_760_000_000;
  private static final long NEXT = FIRST + 14_400;

  private StubWebhooks() {}

  static void fill(StubTenant tenant) {
    add(
        tenant,
        "https://" + tenant.name + ".example/hooks",
        List.of("fine_tuning.job.failed", "fine_tuning.job.succeeded"),
        null);
  }

  private static Webhook add(
      StubTenant tenant, String url, List<String> events, @Nullable String secret) {
    String id = tenant.nextId("webhook");
    long now = Instant.now().getEpochSecond();
    tenant.webhooks.put(id, new Webhook(id, url, events, now - 9000, null));
    return new Webhook(id, url, events, now, secret);
  }

  static void answer(Exchange exchange, StubTenant tenant, List<String> path) throws IOException {
    if (path.size() == 6) {
      tenant.sentAgain.add(path.get(4));
      exchange.json(
          deliveries(tenant).stream()
              .filter(delivery -> delivery.id().equals(path.get(4)))
              .findFirst()
              .orElseThrow());
    } else if (path.size() == 4) {
      boolean first = path.get(2).equals(tenant.webhooks.keySet().iterator().next());
      exchange.json(StubPlatform.page(first ? deliveries(tenant) : List.of(), WebhookDelivery::id));
    } else if (exchange.is("DELETE")) {
      tenant.webhooks.remove(path.get(2));
      exchange.json(new Deleted(path.get(2), "webhook", true));
    } else if (exchange.is("POST")) {
      NewWebhook wanted =
          Exchange.JSON.readValue(exchange.http().getRequestBody(), NewWebhook.class);
      if (wanted.url().startsWith("https://")) {
        exchange.json(add(tenant, wanted.url(), wanted.events(), "whsec_4711"));
      } else {
        exchange.error(400, "invalid_value", "url is " + wanted.url() + "; allowed: https://HOST…");
      }
    } else {
      exchange.json(StubPlatform.page(List.copyOf(tenant.webhooks.values()), Webhook::id));
    }
  }

  private static List<WebhookDelivery> deliveries(StubTenant tenant) throws IOException {
    return List.of(
        delivery(
            tenant,
            3,
            State.WAITING,
            tenant.attempts.incrementAndGet(),
            NEXT,
            "The address did not answer in 10 s."),
        delivery(tenant, 2, State.GIVEN_UP, 9, null, "The address answered with status 500."),
        delivery(tenant, 1, State.DELIVERED, 1, null, null));
  }

  private static WebhookDelivery delivery(
      StubTenant tenant,
      int number,
      State state,
      int attempts,
      @Nullable Long next,
      @Nullable String problem)
      throws IOException {
    String job = tenant.newestJobs().getLast().id();
    JsonNode payload =
        Exchange.JSON.readTree(
            "{\"type\":\"fine_tuning.job.succeeded\",\"data\":{\"id\":\"" + job + "\"}}");
    long created = FIRST + 3600L * number;
    String id = "evt-%s-%d".formatted(tenant.name, number);
    if (tenant.sentAgain.contains(id)) {
      return new WebhookDelivery(
          id,
          "fine_tuning.job.succeeded",
          payload,
          State.DELIVERED,
          attempts + 1,
          created,
          null,
          created + 9000,
          204,
          null);
    }
    return new WebhookDelivery(
        id,
        "fine_tuning.job.succeeded",
        payload,
        state,
        attempts,
        created,
        next,
        state == State.DELIVERED ? (Long) (created + 2) : null,
        state == State.DELIVERED ? (Integer) 200 : null,
        problem);
  }
}
