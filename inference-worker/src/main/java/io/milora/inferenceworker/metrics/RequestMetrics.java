package io.milora.inferenceworker.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.milora.engine.batch.GenerationEvent.Finished;
import io.milora.engine.batch.GenerationEvent.Timings;
import io.milora.engine.batch.SchedulerListener;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/** Counts and times requests by tenant and adapter. Thread-safe. */
@Singleton
public class RequestMetrics implements SchedulerListener, RequestListener {
  private static final int MOST_TENANTS = 100;
  private static final int MOST_ADAPTERS = 100;

  private final MeterRegistry registry;
  private final CappedLabels tenants = new CappedLabels(MOST_TENANTS);
  private final CappedLabels adapters = new CappedLabels(MOST_ADAPTERS);

  RequestMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void refused(Asked asked) {
    count(labels(asked), "refused");
  }

  @Override
  public void ended(RequestEnd ended) {
    String[] labels = labels(ended.asked());
    Finished end = ended.end();
    count(labels, end.outcome().name().toLowerCase(Locale.ROOT));
    ended.latencies().forEach((kind, time) -> Latencies.of(kind).in(registry, labels).record(time));
    if (end.completionTokens() > 0) {
      tokens(end, labels);
      phases(end.timings(), labels);
    }
    if (end.reason() != null) {
      String reason = end.reason().name().toLowerCase(Locale.ROOT);
      registry.counter("vllm:request_success", with(labels, "finished_reason", reason)).increment();
    }
  }

  private void tokens(Finished end, String[] labels) {
    registry.counter("vllm:prompt_tokens", labels).increment(end.promptTokens());
    registry.counter("vllm:generation_tokens", labels).increment(end.completionTokens());
    TokenCounts.PROMPT.in(registry, labels).record(end.promptTokens());
    TokenCounts.GENERATION.in(registry, labels).record(end.completionTokens());
  }

  private void phases(Timings timings, String[] labels) {
    Duration prefill = timings.firstToken().minus(timings.queued());
    Duration decode = timings.total().minus(timings.firstToken());
    Latencies.PREFILL.in(registry, labels).record(prefill);
    Latencies.DECODE.in(registry, labels).record(decode);
    Latencies.INFERENCE.in(registry, labels).record(prefill.plus(decode));
  }

  @Override
  public void prefilled(int tokens) {
    TokenCounts.ITERATION.in(registry).record(tokens);
  }

  @Override
  public void stepped(int rows, Duration gap) {
    TokenCounts.ITERATION.in(registry).record(rows);
    for (int row = 0; row < rows; row++) {
      Latencies.INTER_TOKEN.in(registry).record(gap);
    }
  }

  private void count(String[] labels, String outcome) {
    registry.counter("milora:requests", with(labels, "outcome", outcome)).increment();
  }

  private static String[] with(String[] labels, String name, String value) {
    String[] more = Arrays.copyOf(labels, labels.length + 2);
    more[labels.length] = name;
    more[labels.length + 1] = value;
    return more;
  }

  private String[] labels(Asked asked) {
    return new String[] {
      "tenant",
      tenants.of(asked.caller().tenant().value()),
      "model_name",
      adapters.of(asked.model())
    };
  }
}
