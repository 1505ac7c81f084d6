package io.milora.tenantmanager.webhooks;

import io.milora.model.TenantId;
import io.milora.persistence.WebhookDeliveryEntity;
import io.milora.persistence.WebhookEntity;
import io.milora.persistence.Webhooks;
import io.milora.persistence.Webhooks.Due;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is due, from a table, so that a kill loses nothing: what was under way is sent once
 * more under the same id. Whoever does not answer with 2xx is asked again after longer and longer
 * times. Redirects are not followed, answers not read.
 */
@ApplicationScoped
class WebhookSender {
  private static final Logger LOG = Logger.getLogger(WebhookSender.class);
  private static final int TURN_SECONDS = 1;
  private static final int AT_ONCE = 256;

  /** So that a tenant whose addresses do not answer takes no others' turns. */
  private static final int AT_ONCE_OF_TENANT = 4;

  private static final int LONGEST_PROBLEM = 500;

  private final Webhooks webhooks;
  private final WebhookConfig config;
  private final WebhookAddress allowed;
  private final HttpClient client;
  private final Map<TenantId, Integer> underWay = new ConcurrentHashMap<>();
  private final ExecutorService attempts = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("webhooks").daemon().factory());

  WebhookSender(Webhooks webhooks, WebhookConfig config, Vertx vertx) {
    this.webhooks = webhooks;
    this.config = config;
    allowed = new WebhookAddress(config.privateNetworks());
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAlive(false)
                .setConnectTimeout((int) config.timeout().toMillis()));
  }

  void start(@Observes StartupEvent event) {
    var _ = thread.scheduleWithFixedDelay(this::turn, 0, TURN_SECONDS, TimeUnit.SECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    thread.shutdownNow();
    attempts.shutdownNow();
  }

  /** Takes what is due, and waits for none of it. */
  private void turn() {
    try {
      int free = AT_ONCE - underWay.values().stream().mapToInt(Integer::intValue).sum();
      if (free > 0) {
        webhooks
            .claim(free, AT_ONCE_OF_TENANT, underWay.keySet(), config.timeout().multipliedBy(3))
            .forEach(this::begin);
      }
    } catch (RuntimeException e) { // the next turn may be better
      LOG.warnf("Webhooks are sent later: %s", e.getMessage());
    }
  }

  private void begin(Due due) {
    underWay.merge(due.tenant(), 1, Integer::sum);
    attempts.execute(
        () -> {
          try {
            tryOnce(due);
          } catch (RuntimeException e) { // its lease ends, and it is due again
            LOG.warnf("Webhook %s is sent later: %s", due.id(), e.getMessage());
          } finally {
            ended(due.tenant());
          }
        });
  }

  private void ended(TenantId tenant) {
    boolean others =
        underWay.computeIfPresent(tenant, (_, many) -> many == 1 ? null : many - 1) != null;
    if (!others && !thread.isShutdown()) {
      thread.execute(this::turn); // it may have more
    }
  }

  private void tryOnce(Due due) {
    WebhookDeliveryEntity delivery = webhooks.delivery(due).orElse(null);
    WebhookEntity webhook =
        delivery == null ? null : webhooks.find(due.tenant(), delivery.webhookId).orElse(null);
    if (delivery == null || webhook == null) {
      return; // deleted meanwhile
    }
    try {
      int status = send(webhook, delivery);
      if (status / 100 == 2) {
        webhooks.delivered(due, status);
      } else {
        failed(due, delivery, status, "The address answered with " + status + ", not with 2xx.");
      }
    } catch (UnknownHostException e) {
      failed(due, delivery, null, "The address cannot be used: " + e.getMessage());
    } catch (ExecutionException e) {
      failed(due, delivery, null, "The address does not answer: " + e.getMessage());
    } catch (TimeoutException e) {
      failed(
          due,
          delivery,
          null,
          "No answer came within %d ms.".formatted(config.timeout().toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the program ends; the lease ends, too
    }
  }

  private int send(WebhookEntity webhook, WebhookDeliveryEntity delivery)
      throws UnknownHostException, ExecutionException, TimeoutException, InterruptedException {
    URI url = URI.create(webhook.url);
    long now = Instant.now().getEpochSecond();
    boolean tls = "https".equals(url.getScheme());
    int port = url.getPort() < 0 ? (tls ? 443 : 80) : url.getPort();
    String target = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(SocketAddress.inetSocketAddress(port, allowed.resolve(url).getHostAddress()))
            .setHost(url.getHost())
            .setPort(port)
            .setSsl(tls)
            .setURI(url.getRawQuery() == null ? target : target + "?" + url.getRawQuery())
            .putHeader("content-type", "application/json")
            .putHeader("user-agent", "milora")
            .putHeader("webhook-id", delivery.id)
            .putHeader("webhook-timestamp", Long.toString(now))
            .putHeader(
                "webhook-signature",
                WebhookSignature.of(webhook.secret, delivery.id, now, delivery.payload));
    return client
        .request(request)
        .compose(call -> call.send(Buffer.buffer(delivery.payload)))
        .map(HttpClientResponse::statusCode)
        .toCompletionStage()
        .toCompletableFuture()
        .get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void failed(
      Due due, WebhookDeliveryEntity delivery, @Nullable Integer status, String problem) {
    List<Duration> retries = config.retries();
    Duration again =
        delivery.attempts <= retries.size() ? retries.get(delivery.attempts - 1) : null;
    String shown =
        problem.length() > LONGEST_PROBLEM ? problem.substring(0, LONGEST_PROBLEM) : problem;
    webhooks.failed(due, status, shown, again);
  }
}
