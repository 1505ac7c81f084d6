package io.milora.inferenceworker;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milora.engine.batch.GenerationEvent.Finished;
import io.milora.engine.batch.GenerationEvent.Timings;
import io.milora.engine.batch.Outcome;
import io.milora.inferenceworker.ledger.LedgerWriter;
import io.milora.inferenceworker.metrics.Asked;
import io.milora.inferenceworker.metrics.RequestEnd;
import io.milora.model.LatencyKind;
import io.milora.model.Scope;
import io.milora.model.TenantId;
import io.milora.persistence.Caller;
import io.milora.persistence.LatencyHistogram;
import io.milora.persistence.LatencyReader;
import io.milora.persistence.Principal;
import io.milora.persistence.ServedFilter;
import io.milora.persistence.ServedSpans;
import io.milora.persistence.ServedWindow;
import io.milora.persistence.Span;
import io.milora.persistence.UsageCounts;
import io.milora.persistence.UsageDimension;
import io.milora.persistence.UsageReader;
import io.opentelemetry.context.Context;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What was served is in the database: once, whatever happens to the database or the worker. */
@QuarkusTest
class LedgerWriterTest extends WorkerTest {
  private static final Duration MILLI = Duration.ofMillis(1);

  @Inject LedgerWriter writer;
  @Inject ServedSpans spans;
  @Inject UsageReader usage;
  @Inject LatencyReader latencies;

  @Test
  void whatWasServedIsCountedByKeyAliasAndAdapter() throws IOException {
    publishPlain(1);
    JsonPath answer = chat(chatBody("plain", "n", 2)).then().statusCode(200).extract().jsonPath();
    chat(chatBody(TinyBase.NAME)).then().statusCode(200);
    writer.write();

    UsageReader.Group line =
        usage
            .read(
                tenantId(),
                window(Span.HOUR),
                ServedFilter.NONE,
                EnumSet.of(UsageDimension.KEY, UsageDimension.ALIAS, UsageDimension.ADAPTER))
            .getFirst();
    assertThat(line.of().get(UsageDimension.ALIAS)).isEqualTo("plain");
    assertThat(line.of().get(UsageDimension.ADAPTER)).isEqualTo(tenants.hash(tenant, "plain"));
    assertThat(tenant.key()).startsWith("mk_" + line.of().get(UsageDimension.KEY) + "_");
    assertThat(line.counts())
        .isEqualTo(
            new UsageCounts(
                1,
                0,
                answer.getLong("usage.prompt_tokens"),
                answer.getLong("usage.completion_tokens"),
                0));
    assertThat(requests(Span.HOUR)).isEqualTo(2);
    assertThat(requests(Span.MINUTE)).isEqualTo(2);
    assertThat(latency(LatencyKind.TTFT).count()).isEqualTo(2);
    assertThat(latency(LatencyKind.TPOT).count()).isEqualTo(2);
    assertThat(latency(LatencyKind.ADAPTER_LOAD).count()).isEqualTo(1);
    assertThat(latency(LatencyKind.E2E).percentile(100))
        .isGreaterThanOrEqualTo(latency(LatencyKind.TTFT).percentile(100));
  }

  @Test
  void anotherTenantSeesNothingOfIt() {
    chat(chatBody(TinyBase.NAME)).then().statusCode(200);
    writer.write();
    tenant = tenants.create("INFER");
    assertThat(requests(Span.HOUR)).isZero();
  }

  @Test
  void whatIsWrittenTwiceCountsOnce() {
    chat(chatBody(TinyBase.NAME)).then().statusCode(200);
    writer.write();
    writer.write();
    chat(chatBody(TinyBase.NAME)).then().statusCode(200);
    writer.write();
    assertThat(requests(Span.HOUR)).isEqualTo(2);
  }

  @Test
  void whileTheDatabaseIsAwayEverythingIsKeptAndWrittenLater() {
    tenants.execute("REVOKE INSERT ON usage_minute, usage_hour FROM milora_inference");
    try {
      chat(chatBody(TinyBase.NAME)).then().statusCode(200);
      writer.write();
      chat(chatBody(TinyBase.NAME)).then().statusCode(200);
      writer.write();
      assertThat(requests(Span.HOUR)).isZero();
    } finally {
      tenants.execute("GRANT INSERT ON usage_minute, usage_hour TO milora_inference");
    }
    writer.write();
    assertThat(requests(Span.HOUR)).isEqualTo(2);
    assertThat(requests(Span.MINUTE)).isEqualTo(2);
    assertThat(latency(LatencyKind.E2E).count()).isEqualTo(2);
  }

  @Test
  void aKilledWorkerLosesOnlyWhatItHadNotWrittenAndItsSuccessorAddsToTheRest() {
    LedgerWriter killed = newWriter();
    killed.ended(end(MILLI));
    killed.ended(end(MILLI));
    killed.write();
    killed.ended(end(MILLI)); // and nobody writes any more
    LedgerWriter successor = newWriter();
    successor.ended(end(MILLI));
    successor.write();
    assertThat(requests(Span.HOUR)).isEqualTo(3);
    assertThat(latency(LatencyKind.E2E).count()).isEqualTo(3);
  }

  @Test
  void refusedRequestsAndThoseThatThePlatformBrokeOffAreErrors() {
    LedgerWriter worker = newWriter();
    worker.refused(asked());
    for (Outcome outcome : Outcome.values()) {
      worker.ended(end(outcome, 0, MILLI));
    }
    worker.write();
    UsageCounts counts =
        usage.read(tenantId(), window(Span.HOUR), ServedFilter.NONE, Set.of()).getFirst().counts();
    assertThat(counts.requests()).isEqualTo(6);
    assertThat(counts.errors()).isEqualTo(4); // refused, timed out, failed, shut down
    assertThat(counts.promptTokens()).as("no prompt was read").isZero();
  }

  /** Of a worker of its own. */
  private LedgerWriter newWriter() {
    return new LedgerWriter(spans, new SimpleMeterRegistry(), config, new WorkerIdentity());
  }

  private RequestEnd end(Duration time) {
    return end(Outcome.COMPLETED, 3, time);
  }

  private RequestEnd end(Outcome outcome, int completionTokens, Duration time) {
    return new RequestEnd(
        asked(),
        Instant.now(),
        new Finished(
            outcome, null, 5, completionTokens, new Timings(time, time, time.multipliedBy(2))));
  }

  private Asked asked() {
    Caller caller =
        new Caller(
            tenantId(), tenant.name(), new Principal.ApiKey("key"), Set.of(Scope.INFER), null);
    return new Asked("req-1", caller, "alias", "model", null, 1, null, Context.root());
  }

  private TenantId tenantId() {
    return new TenantId(tenant.id());
  }

  private static ServedWindow window(Span span) {
    Instant now = Instant.now();
    return ServedWindow.of(span, now.minus(Duration.ofHours(1)), now.plusSeconds(60));
  }

  private long requests(Span span) {
    List<UsageReader.Group> groups =
        usage.read(tenantId(), window(span), ServedFilter.NONE, Set.of());
    return groups.getFirst().counts().requests();
  }

  private LatencyHistogram latency(LatencyKind kind) {
    return latencies
        .read(
            tenantId(),
            window(Span.MINUTE),
            ServedFilter.NONE,
            new LatencyReader.Wanted(null, Set.of(kind), Set.of(), null))
        .values()
        .iterator()
        .next()
        .sum();
  }
}
