package io.milora.inferenceworker.metrics;

import io.milora.engine.batch.GenerationEvent.Finished;
import io.milora.engine.batch.GenerationEvent.Timings;
import io.milora.engine.batch.Outcome;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * Shows in the trace of a request where its time went: the wait for its adapter and its turn, the
 * prefill, the decoding. Spans are made when the request has ended, from the times that were taken
 * anyway, so that requests that nobody traces cost nothing. Thread-safe.
 */
@Singleton
public class RequestTraces implements RequestListener {
  private static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
  private static final AttributeKey<Long> INPUT_TOKENS =
      AttributeKey.longKey("gen_ai.usage.input_tokens");
  private static final AttributeKey<Long> OUTPUT_TOKENS =
      AttributeKey.longKey("gen_ai.usage.output_tokens");
  private static final AttributeKey<String> TENANT = AttributeKey.stringKey("milora.tenant");
  private static final AttributeKey<String> ADAPTER = AttributeKey.stringKey("milora.adapter");
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("milora.outcome");

  private final Tracer tracer;

  RequestTraces(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public void refused(Asked asked) {
    // The span of the HTTP request says so.
  }

  @Override
  public void ended(RequestEnd ended) {
    Context trace = ended.asked().trace();
    if (Span.fromContext(trace).getSpanContext().isSampled()) {
      tell(ended, trace);
    }
  }

  private void tell(RequestEnd ended, Context trace) {
    Asked asked = ended.asked();
    Finished end = ended.end();
    Timings timings = end.timings();
    Instant accepted = ended.at().minus(timings.total());
    Duration loading = Objects.requireNonNullElse(asked.loading(), Duration.ZERO);
    Span generation =
        start("generate", accepted.minus(loading), trace)
            .setAttribute(MODEL, asked.model())
            .setAttribute(TENANT, asked.caller().tenant().value())
            .setAttribute(ADAPTER, asked.adapterName())
            .setAttribute(OUTCOME, end.outcome().name().toLowerCase(Locale.ROOT))
            .setAttribute(INPUT_TOKENS, (long) end.promptTokens())
            .setAttribute(OUTPUT_TOKENS, (long) end.completionTokens());
    if (end.outcome() != Outcome.COMPLETED) {
      generation.setStatus(StatusCode.ERROR, end.outcome().name());
    }
    Context within = trace.with(generation);
    if (asked.loading() != null) {
      start("load adapter", accepted.minus(loading), within).end(accepted);
    }
    Instant firstToken = accepted.plus(timings.firstToken());
    Instant prefill = end.completionTokens() > 0 ? accepted.plus(timings.queued()) : ended.at();
    start("queue", accepted, within).end(prefill);
    if (end.completionTokens() > 0) {
      start("prefill", prefill, within)
          .setAttribute(INPUT_TOKENS, (long) end.promptTokens())
          .end(firstToken);
      start("decode", firstToken, within)
          .setAttribute(OUTPUT_TOKENS, (long) end.completionTokens())
          .end(ended.at());
    }
    generation.end(ended.at());
  }

  private Span start(String name, Instant at, Context parent) {
    return tracer.spanBuilder(name).setParent(parent).setStartTimestamp(at).startSpan();
  }
}
