package io.milora.tenantmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.Headers;
import com.openai.models.webhooks.UnwrapWebhookEvent;
import com.openai.models.webhooks.WebhookVerificationParams;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class WebhooksTest extends ApiTest {
  private record Received(Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(header -> header.getValue().getFirst())
          .findFirst()
          .orElseThrow();
    }
  }

  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final AtomicInteger failures = new AtomicInteger();

  @SuppressWarnings("NullAway.Init") // started before each test
  private HttpServer receiver;

  @BeforeEach
  void startReceiver() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          received.add(new Received(Map.copyOf(exchange.getRequestHeaders()), body));
          exchange.sendResponseHeaders(failures.getAndDecrement() > 0 ? 500 : 204, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void stopReceiver() {
    receiver.stop(0);
  }

  @Test
  void theEndOfAJobIsToldSignedAsOpenAisClientChecksIt() throws InterruptedException {
    String admin = newKey(newTenant(), "admin");
    ValidatableResponse made = register(admin, Map.of("url", url())).statusCode(201);
    String secret = made.body("secret", startsWith("whsec_")).extract().path("secret");
    as(admin)
        .get("/v1/webhooks")
        .then()
        .body("data", hasSize(1))
        .body("data[0].secret", nullValue());
    String job = createdJob(admin);

    as(admin).post("/v1/fine_tuning/jobs/" + job + "/cancel").then().statusCode(200);

    Received delivery = next();
    OpenAIClient client = OpenAIOkHttpClient.builder().apiKey("unused").build();
    Headers.Builder headers = Headers.builder();
    for (String name : List.of("webhook-id", "webhook-timestamp", "webhook-signature")) {
      headers.put(name, delivery.header(name));
    }
    UnwrapWebhookEvent event =
        client
            .webhooks()
            .unwrap(
                WebhookVerificationParams.builder()
                    .payload(delivery.body())
                    .headers(headers.build())
                    .secret(secret)
                    .build());
    assertThat(event.asFineTuningJobCancelled().data().id()).isEqualTo(job);
    assertThat(event.asFineTuningJobCancelled().id()).isEqualTo(delivery.header("webhook-id"));
    log(admin, made.extract().path("id"), "delivered")
        .body("data", hasSize(1))
        .body("data[0].http_status", equalTo(204))
        .body("data[0].payload.data.id", equalTo(job));
  }

  @Test
  void aFailingAddressIsAskedAgainUnderTheSameIdUntilItIsGivenUp() throws InterruptedException {
    String admin = newKey(newTenant(), "admin");
    String patient = register(admin, Map.of("url", url())).extract().path("id");
    failures.set(2);
    as(admin).post("/v1/fine_tuning/jobs/" + createdJob(admin) + "/cancel").then().statusCode(200);
    List<String> ids =
        List.of(
            next().header("webhook-id"), next().header("webhook-id"), next().header("webhook-id"));
    assertThat(ids).containsOnly(ids.getFirst());
    log(admin, patient, "delivered").body("data[0].attempts", equalTo(3));

    failures.set(1000);
    as(admin).post("/v1/fine_tuning/jobs/" + createdJob(admin) + "/cancel").then().statusCode(200);
    log(admin, patient, "given_up")
        .body("data[0].attempts", equalTo(3))
        .body("data[0].http_status", equalTo(500))
        .body("data[0].problem", containsString("answered with 500"));
  }

  @Test
  void aDeliveryIsSentOnceMoreUnderTheSameIdWhenItIsAskedFor() throws InterruptedException {
    String admin = newKey(newTenant(), "admin");
    String webhook = register(admin, Map.of("url", url())).extract().path("id");
    failures.set(3);
    as(admin).post("/v1/fine_tuning/jobs/" + createdJob(admin) + "/cancel").then().statusCode(200);
    String delivery = next().header("webhook-id");
    log(admin, webhook, "given_up");
    received.clear();
    String again = "/v1/webhooks/" + webhook + "/deliveries/" + delivery + "/send";

    as(newKey(newTenant(), "admin")).post(again).then().statusCode(404);
    as(admin).post(again).then().statusCode(200).body("state", equalTo("waiting"));

    assertThat(next().header("webhook-id")).isEqualTo(delivery);
    log(admin, webhook, "delivered").body("data[0].problem", nullValue());
    as(admin)
        .get("/v1/audit?action=webhook.send")
        .then()
        .body("data.target", contains(webhook))
        .body("data[0].after.event", equalTo(delivery));
  }

  @Test
  void whatWasUnderWayInAKilledProgramIsSentByTheNext() throws InterruptedException {
    String admin = newKey(newTenant(), "admin");
    register(admin, Map.of("url", url(), "events", List.of("fine_tuning.job.failed")));
    String job = createdJob(admin);
    // As a program leaves it that was killed in its first attempt, whose lease has ended.
    sql(
        """
        INSERT INTO webhook_delivery (id, tenant_id, webhook_id, event, payload, attempts, next_at)
        SELECT 'evt_%1$s', j.tenant_id, w.id, 'fine_tuning.job.failed', '{}', 1, now()
        FROM training_job j JOIN webhook w ON w.tenant_id = j.tenant_id WHERE j.id = '%1$s'
        """
            .formatted(job));

    assertThat(next().header("webhook-id")).isEqualTo("evt_" + job);
  }

  @Test
  void addressesThatDoNotAnswerKeepNoOtherTenantsWaiting() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
      String dead = newKey(newTenant(), "admin");
      String webhook =
          register(dead, Map.of("url", "http://127.0.0.1:" + silent.getLocalPort()))
              .statusCode(201)
              .extract()
              .path("id");
      waiting(webhook, 30);
      String admin = newKey(newTenant(), "admin");
      waiting(register(admin, Map.of("url", url())).extract().path("id"), 1);

      next();

      as(dead)
          .get("/v1/webhooks/" + webhook + "/deliveries?limit=100")
          .then()
          .body("data.attempts", hasItem(0));
      as(dead).delete("/v1/webhooks/" + webhook).then().statusCode(200);
    }
  }

  /** Deliveries that are due. */
  private void waiting(String webhook, int many) {
    sql(
        """
        INSERT INTO webhook_delivery (id, tenant_id, webhook_id, event, payload)
        SELECT 'evt_' || w.id || i, w.tenant_id, w.id, 'fine_tuning.job.failed', '{}'
        FROM webhook w, generate_series(1, %d) i WHERE w.id = '%s'
        """
            .formatted(many, webhook));
  }

  @Test
  void onlyTheEventsThatWereAskedForAreToldAndOtherTenantsSeeNothing() {
    String admin = newKey(newTenant(), "admin");
    String id =
        register(admin, Map.of("url", url(), "events", List.of("fine_tuning.job.succeeded")))
            .extract()
            .path("id");
    as(admin).post("/v1/fine_tuning/jobs/" + createdJob(admin) + "/cancel").then().statusCode(200);
    publish(createdJob(admin), "av-" + id, "ft:" + BASE + ":" + id + ":x:1");

    log(admin, id, "delivered")
        .body("data", hasSize(1))
        .body("data[0].event", equalTo("fine_tuning.job.succeeded"));
    String other = newKey(newTenant(), "admin");
    as(other).get("/v1/webhooks/" + id + "/deliveries").then().statusCode(404);
    as(other).delete("/v1/webhooks/" + id).then().statusCode(404);
    as(newTenantsKey()).get("/v1/webhooks").then().statusCode(403);
    as(admin).delete("/v1/webhooks/" + id).then().statusCode(200);
    as(admin).get("/v1/webhooks/" + id + "/deliveries").then().statusCode(404);
  }

  @Test
  void everyProblemOfARegistrationIsNamed() {
    register(
            newKey(newTenant(), "admin"),
            Map.of("url", "ftp://x", "events", List.of("rain"), "colour", 1))
        .statusCode(400)
        .body("error.problems.param", hasItems("url", "events", "colour"));
  }

  private String url() {
    return "http://127.0.0.1:%d/hook?x=1".formatted(receiver.getAddress().getPort());
  }

  private static ValidatableResponse register(String key, Map<String, Object> body) {
    return as(key).contentType(ContentType.JSON).body(body).post("/v1/webhooks").then();
  }

  private Received next() throws InterruptedException {
    Received next = received.poll(60, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return Objects.requireNonNull(next);
  }

  /** The log, when its newest delivery stands so. */
  private static ValidatableResponse log(String key, String id, String state) {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (true) {
      ValidatableResponse log =
          as(key).get("/v1/webhooks/" + id + "/deliveries").then().statusCode(200);
      if (state.equals(log.extract().path("data[0].state"))) {
        return log;
      }
      assertThat(System.nanoTime()).as("%s", log.extract().asString()).isLessThan(deadline);
    }
  }
}
