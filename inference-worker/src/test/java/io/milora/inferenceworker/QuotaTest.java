package io.milora.inferenceworker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.milora.persistence.QuotaReservations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Quotas over HTTP. A bucket whose time is in the future does not drain while a test runs. */
@QuarkusTest
class QuotaTest extends WorkerTest {
  @Inject QuotaReservations reservations;
  @Inject MeterRegistry metrics;

  @Test
  void ofManyRequestsAtOnceExactlyThoseOfTheBudgetPass() throws Exception {
    limit("requests_per_minute", 50);
    Callable<Integer> one = () -> chat(shortChat()).statusCode();

    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> all = Collections.nCopies(200, one);
      for (Future<Integer> status : clients.invokeAll(all)) {
        statuses.add(status.get());
      }
    }

    assertThat(statuses).filteredOn(status -> status == 200).hasSize(50);
    assertThat(statuses).filteredOn(status -> status == 429).hasSize(150);
  }

  @Test
  void headersSayWhatIsLeft() {
    limit("requests_per_minute", 10);

    chat(shortChat())
        .then()
        .statusCode(200)
        .header("x-ratelimit-limit-requests", "10")
        .header("x-ratelimit-remaining-requests", "9")
        .header("x-ratelimit-reset-requests", "6s")
        .header("x-ratelimit-limit-tokens", nullValue());
    chat(chatBody(TinyBase.NAME, "max_tokens", 1, "stream", true))
        .then()
        .statusCode(200)
        .header("x-ratelimit-remaining-requests", "8")
        .header("x-ratelimit-reset-requests", "12s");
  }

  @Test
  void refusalSaysWhichQuotaHowMuchIsUsedAndWhenToTryAgain() {
    limit("requests_per_minute", 1);
    chat(shortChat()).then().statusCode(200);
    double before = refused();

    chat(shortChat())
        .then()
        .statusCode(429)
        .header("retry-after", matchesPattern("60"))
        .header("x-ratelimit-remaining-requests", "0")
        .header("x-ratelimit-reset-requests", "1m0s")
        .body("error.type", equalTo("rate_limit_error"))
        .body("error.code", equalTo("rate_limit_exceeded"))
        .body(
            "error.message",
            allOf(
                containsString("The tenant may use 1 requests a minute"),
                containsString("1 are used"),
                containsString("Try again in 1m0s")));
    assertThat(refused()).isEqualTo(before + 1);
  }

  @Test
  void tokensAreBookedForTheLongestAnswerAndSettledForTheRealOne() {
    limit("tokens_per_minute", 500);

    Response answer = chat(shortChat());

    int used = answer.then().statusCode(200).extract().path("usage.total_tokens");
    awaitSettled();
    assertThat(number("SELECT tokens_used::bigint FROM quota WHERE tenant_id = '%s'"))
        .isEqualTo(used);
  }

  @Test
  void whatNeverFitsIsRefusedForGood() {
    limit("tokens_per_minute", 5);

    chat(shortChat())
        .then()
        .statusCode(400)
        .body("error.param", equalTo("tokens_per_minute"))
        .body("error.code", equalTo("exceeds_quota"));
  }

  @Test
  void requestThatFailsGivesItsTokensBack() {
    limit("tokens_per_minute", 1000);

    chat(chatBody(TinyBase.NAME, "n", 3, "logit_bias", Map.of("999999", 1))).then().statusCode(400);
    chat(chatBody("ft:nothing")).then().statusCode(404);

    awaitSettled();
    assertThat(number("SELECT tokens_used::bigint FROM quota WHERE tenant_id = '%s'")).isZero();
  }

  @Test
  void keyHasLimitsOfItsOwnAndTheSmallerOneCounts() {
    limit("requests_per_minute", 100);
    tenants.execute(
        """
        INSERT INTO quota (tenant_id, key_id, requests_per_minute, used_at)
        SELECT tenant_id, id, 2, now() + interval '1 hour' FROM api_key WHERE tenant_id = '%s'
        """
            .formatted(tenant.id()));

    chat(shortChat()).then().statusCode(200).header("x-ratelimit-limit-requests", "2");
    chat(shortChat()).then().statusCode(200);
    chat(shortChat())
        .then()
        .statusCode(429)
        .body("error.message", containsString("The API key may use 2 requests a minute"));
    assertThat(
            number(
                "SELECT requests_used::bigint FROM quota WHERE tenant_id = '%s' AND key_id IS"
                    + " NULL"))
        .isEqualTo(2);
  }

  @Test
  void bookingsOfDeadWorkersAreGivenBack() {
    limit("concurrent_requests", 1);
    tenants.execute(
        """
        INSERT INTO quota_reservation (tenant_id, on_tenant, tokens, lease_until)
        VALUES ('%1$s', true, 7, now() - interval '1 second');
        UPDATE quota SET running = 1 WHERE tenant_id = '%1$s'
        """
            .formatted(tenant.id()));

    reservations.releaseLost();

    assertThat(number("SELECT running FROM quota WHERE tenant_id = '%s'")).isZero();
    chat(shortChat()).then().statusCode(200);
  }

  @Test
  void requestsAtOnceAreLimited() {
    limit("concurrent_requests", 1);
    tenants.execute("UPDATE quota SET running = 1 WHERE tenant_id = '%s'".formatted(tenant.id()));

    chat(shortChat())
        .then()
        .statusCode(429)
        .header("retry-after", "1")
        .body("error.message", containsString("1 requests at the same time"));
  }

  private double refused() {
    return metrics.find("milora:requests").tag("outcome", "refused").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  private void limit(String quota, int value) {
    tenants.execute(
        "INSERT INTO quota (tenant_id, %s, used_at) VALUES ('%s', %d, now() + interval '1 hour')"
            .formatted(quota, tenant.id(), value));
  }

  private static Map<String, Object> shortChat() {
    return chatBody(TinyBase.NAME, "max_tokens", 1);
  }

  private void awaitSettled() {
    while (number("SELECT count(*) FROM quota_reservation WHERE tenant_id = '%s'") > 0) {
      Thread.onSpinWait();
    }
  }

  private int number(String sql) {
    return tenants.number(sql.formatted(tenant.id()));
  }
}
