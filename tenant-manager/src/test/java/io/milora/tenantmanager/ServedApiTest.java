package io.milora.tenantmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.milora.persistence.LatencyHistogram;
import io.milora.persistence.ServedSpans;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Usage and latencies, as inference workers have written them. */
@QuarkusTest
class ServedApiTest extends ApiTest {
  private static final String ADAPTER = "ab".repeat(32);

  @Inject ServedSpans spans;

  private final Instant minute =
      Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(2));
  private final String since = minute.minus(Duration.ofHours(1)).toString();

  private String acme;
  private String key;
  private String otherKey;

  @BeforeEach
  void twoTenantsThatWereServed() {
    acme = newTenant();
    key = newKey(acme, "infer");
    String globex = newTenant();
    otherKey = newKey(globex, "infer");
    for (String table : new String[] {"minute", "hour"}) {
      usage(table, acme, minute, "w1", "key-1", "support", 10);
      usage(table, acme, minute, "w2", "key-2", "support", 20);
      usage(table, globex, minute, "w1", "key-3", "other", 500);
      latency(table, acme, minute, "w1", 1, 100);
      latency(table, acme, minute, "w2", 901, 1000);
      latency(table, globex, minute, "w1", 5000, 5000);
    }
  }

  @Test
  void usageByKeyIsTheTenantsOwn() {
    as(key)
        .queryParam("from", since)
        .queryParam("group_by", "key")
        .get("/v1/usage")
        .then()
        .statusCode(200)
        .body("object", equalTo("usage"))
        .body("data.key", contains("key-1", "key-2"))
        .body("data.requests", contains(10, 20))
        .body("data.prompt_tokens", contains(100, 200))
        .body("data.tenant", contains(nullValue(), nullValue()));
    as(otherKey)
        .queryParam("group_by", "alias,day")
        .get("/v1/usage")
        .then()
        .statusCode(200)
        .body("data.alias", contains("other"))
        .body("data.requests", contains(500))
        .body(
            "data.start_time",
            contains((int) minute.truncatedTo(ChronoUnit.DAYS).getEpochSecond()));
  }

  @Test
  void usageIsCsvForThoseWhoLikeIt() {
    String expected =
        """
        start_time,tenant,key,alias,adapter,worker,requests,errors,prompt_tokens,completion_tokens,cached_tokens
        %s,,,support,,,30,0,300,0,0
        """
            .formatted(minute);
    String path = "/v1/usage?group_by=hour,alias&from=" + since;
    String byFormat = as(key).get(path + "&format=csv").then().statusCode(200).extract().asString();
    assertThat(byFormat).isEqualTo(expected);
    String byAccept =
        as(key)
            .accept("text/csv")
            .get(path)
            .then()
            .statusCode(200)
            .contentType(startsWith("text/csv"))
            .extract()
            .asString();
    assertThat(byAccept).isEqualTo(expected);
  }

  @Test
  void percentilesAreThoseOfAllRequestsOfALine() {
    as(key)
        .queryParam("from", since)
        .queryParam("kind", "ttft")
        .get("/v1/latency")
        .then()
        .statusCode(200)
        .body("data", hasSize(1))
        .body("data[0].count", equalTo(200))
        .body("data[0].p50", equalTo(100.031f))
        .body("data[0].max", equalTo(1000.447f))
        .body("data[0].buckets.sum()", equalTo(200))
        .body("data[0].buckets[6]", equalTo(50)) // above 50 up to 100 ms
        .body("data[0].start_time", nullValue());
    as(key)
        .queryParam("from", since)
        .queryParam("kind", "ttft,e2e")
        .queryParam("step", "1h")
        .queryParam("group_by", "worker,adapter")
        .get("/v1/latency")
        .then()
        .statusCode(200)
        .body("data.worker", contains("w1", "w2"))
        .body("data.adapter", contains(ADAPTER, ADAPTER))
        .body("data.p50", contains(50.015f, 950.271f))
        .body("data[0].start_time", equalTo((int) minute.getEpochSecond()))
        .body("step_seconds", equalTo(3600));
  }

  @Test
  void longWindowsAreMadeOfHoursAndShortOnesOfMinutes() {
    sql("DELETE FROM latency_minute");
    as(key)
        .queryParam("from", since)
        .get("/v1/latency")
        .then()
        .statusCode(200)
        .body("data", hasSize(0));
    as(key)
        .queryParam("from", Instant.now().minus(Duration.ofDays(20)).getEpochSecond())
        .get("/v1/latency")
        .then()
        .statusCode(200)
        .body("data[0].count", equalTo(200));
  }

  @Test
  void operatorsTellTenantsApartAndTenantsCannot() {
    operator()
        .queryParam("from", since)
        .queryParam("group_by", "tenant,alias")
        .get("/operator/v1/usage")
        .then()
        .statusCode(200)
        .body("data.find { it.tenant == '" + acme + "' }.requests", equalTo(30));
    operator()
        .queryParam("from", since)
        .queryParam("group_by", "tenant")
        .get("/operator/v1/latency")
        .then()
        .statusCode(200)
        .body("data.find { it.tenant == '" + acme + "' }.count", equalTo(200));
    as(key).get("/v1/usage?group_by=tenant").then().statusCode(400);
    as(key).get("/operator/v1/usage").then().statusCode(401);
  }

  @Test
  void filtersLeaveOutOtherAdaptersWorkersAndForOperatorsTenants() {
    as(key)
        .get("/v1/latency?kind=ttft&worker=w2&adapter=" + ADAPTER + "&from=" + since)
        .then()
        .statusCode(200)
        .body("data[0].count", equalTo(100));
    as(key).get("/v1/latency?adapter=&from=" + since).then().body("data", hasSize(0));
    as(key).get("/v1/usage?worker=w1").then().body("data.requests", contains(10));
    operator()
        .get("/operator/v1/latency?tenant=" + acme + "&from=" + since)
        .then()
        .body("data[0].count", equalTo(200));
    operator().get("/operator/v1/usage?tenant=" + acme).then().body("data.requests", contains(30));
    operator()
        .get("/operator/v1/usage?tenant=nobody")
        .then()
        .statusCode(400)
        .body("error.code", equalTo("tenant_not_found"));
    as(key).get("/v1/usage?tenant=" + acme).then().statusCode(400);
  }

  @Test
  void theSlowestRequestsOfAWindowAreFound() {
    slow(acme, "req-1", "w1", 900);
    slow(acme, "req-2", "w2", 4000);
    String path = "/v1/latency/slowest?from=" + since;
    as(key)
        .get(path + "&kind=ttft")
        .then()
        .statusCode(200)
        .body("data.id", contains("req-2", "req-1"))
        .body("data.ttft", contains(4000f, 900f))
        .body("data[0].e2e", nullValue())
        .body("data[0].tenant", nullValue());
    as(key).get(path + "&kind=ttft&worker=w1&limit=1").then().body("data.id", contains("req-1"));
    as(key).get(path).then().body("data", hasSize(0));
    as(otherKey).get(path + "&kind=ttft").then().body("data", hasSize(0));
    operator()
        .get("/operator" + path + "&kind=ttft&tenant=" + acme)
        .then()
        .statusCode(200)
        .body("data.tenant", contains(acme, acme));
    as(key).get(path + "&kind=all&limit=0&page=2").then().statusCode(400);
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    as(key)
        .get("/v1/latency?from=yesterday&step=90&kind=ttft,tpt&group_by=planet&page=2")
        .then()
        .statusCode(400)
        .body(
            "error.problems.param", containsInAnyOrder("from", "step", "kind", "group_by", "page"));
    as(key)
        .get("/v1/usage?from=2000000000&to=1000000000&group_by=hour,day&format=xml")
        .then()
        .statusCode(400)
        .body("error.problems.param", containsInAnyOrder("from", "group_by", "format"));
    as(key).get("/v1/latency?from=2026-01-01T00:00:00Z&step=5m").then().statusCode(400);
  }

  @Test
  void whatIsTooOldIsForgottenMinutesBeforeHours() {
    spans.forget(minute.plusSeconds(60), minute);
    as(key).get("/v1/latency?from=" + since).then().body("data", hasSize(0));
    as(key).get("/v1/usage").then().body("data.requests", contains(30));
    spans.forget(minute, minute.plusSeconds(60));
    as(key).get("/v1/usage").then().body("data", hasSize(0));
  }

  private void usage(
      String table, String tenant, Instant start, String worker, String key, String model, int n) {
    sql(
        """
        INSERT INTO usage_%s
        SELECT '%s', id, '%s', '%s', '%s', '%s', %d, 0, %d, 0, 0 FROM tenant WHERE name = '%s'
        """
            .formatted(table, start, worker, key, model, ADAPTER, n, 10 * n, tenant));
  }

  private void slow(String tenant, String id, String worker, int millis) {
    sql(
        """
        INSERT INTO slow_request
        SELECT '%s', id, '%s', '%s', '%s', 'key-1', 'support', '', 5, 7, '{"TTFT": %d}'
        FROM tenant WHERE name = '%s'
        """
            .formatted(minute, worker, id, minute.plusSeconds(30), 1000L * millis, tenant));
  }

  /** Latencies of every millisecond from one to another. */
  private void latency(
      String table, String tenant, Instant start, String worker, int from, int to) {
    LatencyHistogram histogram = new LatencyHistogram();
    IntStream.rangeClosed(from, to).forEach(ms -> histogram.record(Duration.ofMillis(ms)));
    sql(
        """
        INSERT INTO latency_%s
        SELECT '%s', id, '%s', '%s', 'TTFT', %d, '\\x%s' FROM tenant WHERE name = '%s'
        """
            .formatted(
                table,
                start,
                worker,
                ADAPTER,
                histogram.count(),
                HexFormat.of().formatHex(histogram.encode()),
                tenant));
  }
}
