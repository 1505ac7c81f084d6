package io.milora.inferenceworker.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.milora.engine.adapter.DomainRoute;
import io.milora.engine.adapter.RoutePlan;
import io.milora.model.Projection;
import jakarta.inject.Singleton;

/**
 * What routers decide, by adapter and layer: how often each expert is on, and how sure the router
 * was. A layer whose load lies on few experts while its entropy is low has collapsed. Thread-safe.
 */
@Singleton
public class RouterMetrics {
  /** Each costs several hundred time series. */
  private static final int MOST_ADAPTERS = 10;

  private final MeterRegistry registry;
  private final CappedLabels adapters = new CappedLabels(MOST_ADAPTERS);

  RouterMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A prompt was routed; nothing happens for adapters without routers. */
  public void routed(String model, RoutePlan routes) {
    float[][] probabilities = routes.probabilities();
    DomainRoute domains = routes.domains();
    if (probabilities == null && domains == null) {
      return;
    }
    String adapter = adapters.of(model);
    if (probabilities != null) {
      modules(adapter, routes.gates(), probabilities);
    }
    if (domains != null) {
      domains(adapter, domains);
    }
  }

  private void modules(String adapter, float[][] gates, float[][] probabilities) {
    for (int layer = 0; layer < gates.length; layer++) {
      for (Projection module : Projection.values()) {
        if (gates[layer][module.index()] != 0) {
          load(adapter, layer, module.shortName());
        }
      }
      double entropy = 0;
      for (float p : probabilities[layer]) {
        entropy -= p > 0 ? p * Math.log(p) : 0;
      }
      entropy(adapter, layer, entropy);
    }
  }

  private void domains(String adapter, DomainRoute route) {
    for (int layer = 0; layer < route.chosen().length; layer++) {
      load(adapter, layer, route.domains().get(route.chosen()[layer]));
      double entropy = 0;
      for (float log : route.logProbabilities()[layer]) {
        entropy -= Math.exp(log) * log;
      }
      entropy(adapter, layer, entropy);
    }
  }

  private void load(String adapter, int layer, String expert) {
    registry
        .counter(
            "milora:expert_load",
            "model_name",
            adapter,
            "layer",
            String.valueOf(layer),
            "expert",
            expert)
        .increment();
  }

  private void entropy(String adapter, int layer, double nats) {
    DistributionSummary.builder("milora:router_entropy")
        .description("Entropy of the router's probabilities for a prompt, in nats.")
        .tags("model_name", adapter, "layer", String.valueOf(layer))
        .register(registry)
        .record(nats);
  }
}
