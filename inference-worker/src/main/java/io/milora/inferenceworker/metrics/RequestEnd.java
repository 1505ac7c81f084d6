package io.milora.inferenceworker.metrics;

import io.milora.engine.batch.GenerationEvent.Finished;
import io.milora.engine.batch.Outcome;
import io.milora.model.LatencyKind;
import io.milora.persistence.UsageCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * An accepted request that has ended.
 *
 * @param at when
 */
public record RequestEnd(Asked asked, Instant at, Finished end) {
  /** What it used: nothing if its prompt was not read. */
  public UsageCounts usage() {
    int promptTokens = end.completionTokens() > 0 ? end.promptTokens() : 0;
    return new UsageCounts(1, failed() ? 1 : 0, promptTokens, end.completionTokens(), 0);
  }

  /** Whether the platform owes the answer; what the client gave up is not its fault. */
  private boolean failed() {
    return switch (end.outcome()) {
      case COMPLETED, CANCELLED -> false;
      case TIMED_OUT, ENGINE_FAILED, SHUT_DOWN -> true;
    };
  }

  /** Latencies as far as it came. */
  public Map<LatencyKind, Duration> latencies() {
    Map<LatencyKind, Duration> latencies = new EnumMap<>(LatencyKind.class);
    Duration loading = Objects.requireNonNullElse(asked.loading(), Duration.ZERO);
    Duration firstToken = end.timings().firstToken();
    Duration total = end.timings().total();
    if (asked.loading() != null) {
      latencies.put(LatencyKind.ADAPTER_LOAD, loading);
    }
    if (end.completionTokens() > 0) {
      latencies.put(LatencyKind.QUEUE, end.timings().queued());
      latencies.put(LatencyKind.TTFT, loading.plus(firstToken));
    }
    if (end.outcome() == Outcome.COMPLETED) {
      latencies.put(LatencyKind.E2E, loading.plus(total));
      // Answers that are drawn side by side share their steps.
      int steps = end.completionTokens() / asked.choices() - 1;
      if (steps > 0) {
        latencies.put(LatencyKind.TPOT, total.minus(firstToken).dividedBy(steps));
      }
    }
    return latencies;
  }
}
