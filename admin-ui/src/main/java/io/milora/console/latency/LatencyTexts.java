package io.milora.console.latency;

import io.milora.console.shared.Show;
import io.milora.model.LatencyKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Latencies in words. */
final class LatencyTexts {
  private static final double SECOND = 1000;
  private static final double TEN = 10;

  private LatencyTexts() {}

  /** In short, for a tab. */
  static String name(LatencyKind kind) {
    return switch (kind) {
      case TTFT -> "TTFT";
      case TPOT -> "TPOT";
      case E2E -> "End to end";
      case QUEUE -> "Queue";
      case ADAPTER_LOAD -> "Adapter load";
    };
  }

  /** What is timed. */
  static String explanation(LatencyKind kind) {
    return switch (kind) {
      case TTFT -> "From a request's arrival to its first token, its adapter's loading included";
      case TPOT -> "The mean gap between a request's tokens, the first one excluded";
      case E2E -> "From a request's arrival to the end of its answer";
      case QUEUE -> "From a request's acceptance to the beginning of its prefill";
      case ADAPTER_LOAD -> "Until a request's adapter was in memory, if it was not";
    };
  }

  /** With a unit that suits it, for instance {@code 420 ms}. */
  static String millis(@Nullable Double millis) {
    if (millis == null) {
      return "–";
    }
    if (millis >= SECOND) {
      return Show.decimal(millis / SECOND, 2) + " s";
    }
    return Show.decimal(millis, millis >= TEN ? 0 : 1) + " ms";
  }

  /** Names of buckets between bounds of milliseconds. */
  static List<String> buckets(List<Long> bounds) {
    List<String> names = new ArrayList<>();
    bounds.forEach(bound -> names.add("≤ " + bound(bound)));
    names.add("> " + bound(bounds.getLast()));
    return names;
  }

  private static String bound(long millis) {
    return millis >= SECOND ? millis / (long) SECOND + " s" : millis + " ms";
  }
}
