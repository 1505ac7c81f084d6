package io.milora.inferenceworker.serving;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.milora.engine.batch.BatchScheduler;
import io.milora.engine.batch.GenerationRequest;
import io.milora.engine.batch.SchedulerState;
import io.milora.inferenceworker.serving.AdapterCache.Residency;
import io.quarkus.runtime.Startup;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What the engine is at, with vLLM's names. Those whose labels change are written anew when they
 * are read; {@code vllm:lora_requests_info} is what the Gateway API inference extension chooses a
 * server by, its value the time in seconds.
 */
@Singleton
@Startup
public class ServingGauges {
  private static final int BEFORE_THE_METRICS = -1000;

  /** Each costs a time series. */
  private static final int MOST_ADAPTERS = 64;

  private final BatchScheduler scheduler;
  private final int slots;
  private final String path;
  private final AdapterCache cache;
  private final MultiGauge requests;
  private final MultiGauge residents;

  ServingGauges(
      MeterRegistry registry,
      ServedBase base,
      AdapterCache cache,
      @ConfigProperty(name = "quarkus.micrometer.export.prometheus.path") String path) {
    this.scheduler = base.scheduler();
    this.slots = base.widest(1);
    this.path = path;
    this.cache = cache;
    Gauge.builder("vllm:num_requests_running", () -> scheduler.state().running().size())
        .description("Requests in slots.")
        .register(registry);
    Gauge.builder("vllm:num_requests_waiting", () -> scheduler.state().waiting().size())
        .description("Requests that wait for a slot.")
        .register(registry);
    Gauge.builder(
            "vllm:kv_cache_usage_perc", () -> scheduler.state().reservedTokens() / base.kvTokens())
        .description("Share of the memory for keys and values that is reserved, 0 to 1.")
        .register(registry);
    requests =
        MultiGauge.builder("vllm:lora_requests_info")
            .description("Adapters of running and waiting requests; seconds since 1970.")
            .register(registry);
    residents =
        MultiGauge.builder("milora:adapter_resident_bytes")
            .description("Adapters in memory.")
            .register(registry);
  }

  void refreshWhenRead(@Observes Router router) {
    router
        .route(path)
        .order(BEFORE_THE_METRICS)
        .handler(
            call -> {
              refresh();
              call.next();
            });
  }

  private void refresh() {
    SchedulerState state = scheduler.state();
    requests.register(
        List.of(
            MultiGauge.Row.of(
                Tags.of(
                    "max_lora",
                    String.valueOf(slots),
                    "running_lora_adapters",
                    names(state.running()),
                    "waiting_lora_adapters",
                    names(state.waiting())),
                Instant.now().getEpochSecond())),
        true);
    residents.register(rows(cache.residents().reversed()), true);
  }

  /** The most recently used have rows of their own, the others one together. */
  private static List<MultiGauge.Row<?>> rows(List<Residency> newestFirst) {
    int own = Math.min(newestFirst.size(), MOST_ADAPTERS);
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    for (Residency resident : newestFirst.subList(0, own)) {
      rows.add(row(resident.hash().hex(), resident.pinned(), resident.bytes()));
    }
    if (own < newestFirst.size()) {
      List<Residency> others = newestFirst.subList(own, newestFirst.size());
      rows.add(row("other", false, others.stream().mapToLong(Residency::bytes).sum()));
    }
    return rows;
  }

  private static MultiGauge.Row<?> row(String adapter, boolean pinned, long bytes) {
    return MultiGauge.Row.of(Tags.of("adapter", adapter, "pinned", String.valueOf(pinned)), bytes);
  }

  private static String names(List<GenerationRequest> requests) {
    return requests.stream()
        .map(request -> request.lease().name())
        .distinct()
        .sorted()
        .collect(Collectors.joining(","));
  }
}
