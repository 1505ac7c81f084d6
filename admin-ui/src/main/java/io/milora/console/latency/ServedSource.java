package io.milora.console.latency;

import io.milora.console.platform.Caller;
import io.milora.console.platform.LatencyReport;
import io.milora.console.platform.Platform;
import io.milora.console.platform.ServedParameters;
import io.milora.console.platform.SlowRequest;
import io.milora.console.platform.UsageReport;
import io.milora.model.openai.Page;
import org.jspecify.annotations.Nullable;

/** Where numbers come from: a tenant's part of the platform, or the operators'. Thread-safe. */
sealed interface ServedSource {
  LatencyReport latency(
      ServedParameters served,
      @Nullable String step,
      @Nullable String kinds,
      @Nullable String groupBy);

  UsageReport usage(ServedParameters served, String groupBy);

  Page<SlowRequest> slowest(ServedParameters served, String kind, int limit);

  /** What was served to one tenant. */
  record OfTenant(Platform platform, Caller caller) implements ServedSource {
    @Override
    public LatencyReport latency(
        ServedParameters served,
        @Nullable String step,
        @Nullable String kinds,
        @Nullable String groupBy) {
      return platform.manage(
          caller, (plane, who) -> plane.latency(who, served, step, kinds, groupBy));
    }

    @Override
    public UsageReport usage(ServedParameters served, String groupBy) {
      return platform.manage(caller, (plane, who) -> plane.served(who, served, groupBy));
    }

    @Override
    public Page<SlowRequest> slowest(ServedParameters served, String kind, int limit) {
      return platform.manage(caller, (plane, who) -> plane.slowest(who, served, kind, limit));
    }
  }

  /** What was served to all. */
  record OfAll(Platform platform, Caller caller) implements ServedSource {
    @Override
    public LatencyReport latency(
        ServedParameters served,
        @Nullable String step,
        @Nullable String kinds,
        @Nullable String groupBy) {
      return platform.operate(
          caller, (plane, who) -> plane.latency(who, served, step, kinds, groupBy));
    }

    @Override
    public UsageReport usage(ServedParameters served, String groupBy) {
      return platform.operate(caller, (plane, who) -> plane.served(who, served, groupBy));
    }

    @Override
    public Page<SlowRequest> slowest(ServedParameters served, String kind, int limit) {
      return platform.operate(caller, (plane, who) -> plane.slowest(who, served, kind, limit));
    }
  }
}
