package io.milora.inferenceworker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.engine.batch.FinishReason;
import io.milora.engine.batch.GenerationEvent.Finished;
import io.milora.engine.batch.GenerationEvent.Timings;
import io.milora.engine.batch.Outcome;
import io.milora.model.ContentHash;
import io.milora.model.PublicId;
import io.milora.model.Scope;
import io.milora.model.TenantId;
import io.milora.persistence.Caller;
import io.milora.persistence.Principal;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestTracesTest {
  private static final Instant END = Instant.parse("2026-03-01T12:00:00Z");
  private static final AttributeKey<Long> OUTPUT =
      AttributeKey.longKey("gen_ai.usage.output_tokens");

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final Tracer tracer =
      SdkTracerProvider.builder()
          .addSpanProcessor(SimpleSpanProcessor.create(exporter))
          .build()
          .get("test");
  private final RequestTraces traces = new RequestTraces(tracer);
  private final Span http = tracer.spanBuilder("POST /v1/chat/completions").startSpan();

  @Test
  void aTraceShowsWhereTheTimeWent() {
    Timings timings = new Timings(millis(20), millis(50), millis(100));
    traces.ended(end(http, new Finished(Outcome.COMPLETED, FinishReason.STOP, 7, 9, timings)));

    assertThat(names())
        .containsExactlyInAnyOrder("generate", "load adapter", "queue", "prefill", "decode");
    SpanData generation = span("generate");
    assertThat(generation.getParentSpanId()).isEqualTo(http.getSpanContext().getSpanId());
    assertThat(length(generation)).isEqualTo(millis(130));
    assertThat(length(span("load adapter"))).isEqualTo(millis(30));
    assertThat(length(span("queue"))).isEqualTo(millis(20));
    assertThat(length(span("prefill"))).isEqualTo(millis(30));
    assertThat(length(span("decode"))).isEqualTo(millis(50));
    assertThat(span("decode").getAttributes().get(OUTPUT)).isEqualTo(9);
    assertThat(span("decode").getParentSpanId()).isEqualTo(generation.getSpanId());
    assertThat(exporter.getFinishedSpanItems())
        .allMatch(span -> span.getTraceId().equals(http.getSpanContext().getTraceId()));
  }

  @Test
  void whatNeverHadItsTurnHasWaitedOnly() {
    Timings timings = new Timings(Duration.ZERO, Duration.ZERO, millis(100));
    traces.ended(end(http, new Finished(Outcome.TIMED_OUT, null, 7, 0, timings)));

    assertThat(names()).containsExactlyInAnyOrder("generate", "load adapter", "queue");
    assertThat(length(span("queue"))).isEqualTo(millis(100));
    assertThat(span("generate").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void requestsThatNobodyTracesHaveNoSpans() {
    Timings timings = new Timings(millis(20), millis(50), millis(100));
    traces.ended(
        end(Span.getInvalid(), new Finished(Outcome.COMPLETED, FinishReason.STOP, 7, 9, timings)));
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }

  private static RequestEnd end(Span parent, Finished finished) {
    Caller caller =
        new Caller(
            new TenantId(PublicId.TENANT.next()),
            "acme",
            new Principal.ApiKey("key"),
            Set.of(Scope.INFER),
            null);
    ContentHash adapter = new ContentHash("ab".repeat(32));
    return new RequestEnd(
        new Asked(
            "req-1", caller, "a", "ft:a", adapter, 1, millis(30), Context.root().with(parent)),
        END,
        finished);
  }

  private List<String> names() {
    return exporter.getFinishedSpanItems().stream().map(SpanData::getName).toList();
  }

  private SpanData span(String name) {
    return exporter.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Duration length(SpanData span) {
    return Duration.ofNanos(span.getEndEpochNanos() - span.getStartEpochNanos());
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
