package io.milora.inferenceworker.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.milora.engine.batch.GenerationEvent.Finished;
import io.milora.engine.batch.GenerationEvent.Timings;
import io.milora.engine.batch.GenerationRequest;
import io.milora.engine.batch.Outcome;
import io.milora.engine.batch.SchedulerListener;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/** Counts and times requests by tenant and adapter. Thread-safe. */
@Singleton
public class RequestMetrics implements SchedulerListener {
  private static final int MOST_TENANTS = 100;
  private static final int MOST_ADAPTERS = 100;

  private final MeterRegistry registry;
  private final CappedLabels tenants = new CappedLabels(MOST_TENANTS);
  private final CappedLabels adapters = new CappedLabels(MOST_ADAPTERS);

  RequestMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void finished(GenerationRequest request, Finished end) {
    String[] labels = {
      "tenant",
      tenants.of(request.tenant().value()),
      "model_name",
      adapters.of(request.lease().name())
    };
    String outcome = end.outcome().name().toLowerCase(Locale.ROOT);
    registry.counter("milora:requests", append(labels, "outcome", outcome)).increment();
    Timings timings = end.timings();
    if (end.completionTokens() > 0) {
      registry.counter("vllm:prompt_tokens", labels).increment(end.promptTokens());
      registry.counter("vllm:generation_tokens", labels).increment(end.completionTokens());
      Latencies.QUEUE.in(registry, labels).record(timings.queued());
      Latencies.TIME_TO_FIRST_TOKEN.in(registry, labels).record(timings.firstToken());
    }
    if (end.outcome() == Outcome.COMPLETED) {
      registry.counter("vllm:request_success", labels).increment();
      Latencies.END_TO_END.in(registry, labels).record(timings.total());
      // Answers that are drawn side by side share their steps.
      int steps = end.completionTokens() / request.decoding().choices() - 1;
      if (steps > 0) {
        Duration decoding = timings.total().minus(timings.firstToken());
        Latencies.TIME_PER_OUTPUT_TOKEN.in(registry, labels).record(decoding.dividedBy(steps));
      }
    }
  }

  @Override
  public void stepped(int rows, Duration gap) {
    for (int row = 0; row < rows; row++) {
      Latencies.INTER_TOKEN.in(registry).record(gap);
    }
  }

  /** An adapter was brought into memory. */
  public void adapterLoaded(Duration time) {
    Latencies.ADAPTER_LOAD.in(registry).record(time);
  }

  private static String[] append(String[] labels, String name, String value) {
    String[] more = Arrays.copyOf(labels, labels.length + 2);
    more[labels.length] = name;
    more[labels.length + 1] = value;
    return more;
  }
}
