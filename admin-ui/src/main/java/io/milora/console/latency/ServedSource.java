package io.milora.console.latency;

import io.milora.console.platform.Caller;
import io.milora.console.platform.LatencyReport;
import io.milora.console.platform.Platform;
import io.milora.console.platform.ServedParameters;
import io.milora.console.platform.ServedPlane;
import io.milora.console.platform.SlowRequest;
import io.milora.console.platform.UsageReport;
import io.milora.model.openai.Page;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where numbers come from. Thread-safe.
 *
 * @param operators whether from the operators' part of the platform, about all tenants, or else
 *     from the caller's tenant
 */
record ServedSource(Platform platform, Caller caller, boolean operators) {
  /** What was served to one tenant. */
  static ServedSource ofTenant(Platform platform, Caller caller) {
    return new ServedSource(platform, caller, false);
  }

  /** What was served to all. */
  static ServedSource ofAll(Platform platform, Caller caller) {
    return new ServedSource(platform, caller, true);
  }

  /** Percentiles of all, or of pieces of time. */
  LatencyReport latency(ServedParameters served, @Nullable String step, @Nullable String kinds) {
    return ask((plane, who) -> plane.latency(who, served, step, kinds, null, null));
  }

  /**
   * Percentiles of groups.
   *
   * @param top how many adapters are told apart, or null for all
   */
  LatencyReport groups(ServedParameters served, String kind, Dimension by, @Nullable Integer top) {
    return ask((plane, who) -> plane.latency(who, served, null, kind, by.wireName(), top));
  }

  UsageReport usage(ServedParameters served, String groupBy) {
    return ask((plane, who) -> plane.served(who, served, groupBy));
  }

  Page<SlowRequest> slowest(ServedParameters served, String kind, int limit) {
    return ask((plane, who) -> plane.slowest(who, served, kind, limit));
  }

  private <T> T ask(BiFunction<ServedPlane, Caller, T> call) {
    return operators ? platform.operate(caller, call::apply) : platform.manage(caller, call::apply);
  }
}
