package io.milora.console.stub;

import io.milora.console.platform.LatencyReport;
import io.milora.console.platform.SlowRequest;
import io.milora.model.LatencyKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was served, with a peak in the middle of each window. */
final class StubServed {
  private static final List<Long> BOUNDS =
      List.of(1L, 2L, 5L, 10L, 20L, 50L, 100L, 200L, 500L, 1000L, 2000L, 5000L, 10000L);
  private static final Map<String, List<String>> GROUPS =
      Map.of(
          "tenant", List.of("acme", "globex"),
          "adapter",
              Stream.concat(
                      Stream.of("", "3f".repeat(32), "a1".repeat(32)),
                      IntStream.range(0, 22).mapToObj("%064x"::formatted))
                  .toList(),
          "worker", List.of("worker-infer3"));

  private StubServed() {}

  /** Percentiles: by time if there is a step, by group, or of all kinds. */
  static void latency(Exchange exchange) throws IOException {
    Map<String, String> query = exchange.query();
    long from = Long.parseLong(exchange.query("from"));
    long to = Long.parseLong(exchange.query("to"));
    String group = query.get("group_by");
    List<LatencyReport.Line> lines = new ArrayList<>();
    for (LatencyKind kind : kinds(query.get("kind"))) {
      if (query.containsKey("step")) {
        long step = seconds(exchange.query("step"));
        for (long start = from - from % step; start < to; start += step) {
          double peak = Math.exp(-Math.pow((start - (from + to) / 2.0) / (to - from) * 9, 2));
          lines.add(line(start, kind, null, "", 1 + 4 * peak));
        }
      } else if (group != null) {
        double slower = 1;
        for (String value : groups(group, query.get("top"))) {
          if (value.equals(query.getOrDefault(group, value))) {
            lines.add(line(null, kind, group, value, slower));
          }
          slower += 0.7;
        }
      } else {
        lines.add(line(null, kind, null, "", 1.4));
      }
    }
    exchange.json(new LatencyReport(from, to, null, BOUNDS, lines));
  }

  private static List<String> groups(String dimension, @Nullable String top) {
    List<String> all = GROUPS.getOrDefault(dimension, List.of());
    return top == null
        ? all
        : Stream.concat(all.stream().limit(Long.parseLong(top)), Stream.of(LatencyReport.OTHERS))
            .toList();
  }

  private static List<LatencyKind> kinds(@Nullable String name) {
    return name == null
        ? List.of(LatencyKind.values())
        : Stream.of(name.toUpperCase(Locale.ROOT).split(",")).map(LatencyKind::valueOf).toList();
  }

  private static long seconds(String step) {
    long number = Long.parseLong(step.substring(0, step.length() - 1));
    return number * (step.endsWith("m") ? 60 : 3600);
  }

  private static LatencyReport.Line line(
      @Nullable Long start, LatencyKind kind, @Nullable String group, String value, double slow) {
    double median =
        slow
            * switch (kind) {
              case TTFT -> 180;
              case TPOT -> 42;
              case E2E -> 1900;
              case QUEUE -> 12;
              case ADAPTER_LOAD -> 90;
            };
    return new LatencyReport.Line(
        start,
        kind,
        "tenant".equals(group) ? value : null,
        "adapter".equals(group) ? value : null,
        "worker".equals(group) ? value : null,
        120,
        median,
        2.4 * median,
        4.1 * median,
        5 * median,
        buckets(median));
  }

  private static List<Long> buckets(double median) {
    List<Long> buckets = new ArrayList<>();
    for (int i = 0; i <= BOUNDS.size(); i++) {
      double middle = i < BOUNDS.size() ? 0.7 * BOUNDS.get(i) : 14_000;
      double distance = Math.log(middle / median);
      buckets.add(Math.round(90 * Math.exp(-distance * distance)));
    }
    return buckets;
  }

  /** Requests, errors and tokens by time. */
  static void usage(Exchange exchange) throws IOException {
    long from = Long.parseLong(exchange.query("from"));
    long to = Long.parseLong(exchange.query("to"));
    long step = exchange.query("group_by").equals("minute") ? 60 : 3600;
    List<Map<String, Object>> lines = new ArrayList<>();
    for (long start = from - from % step; start < to; start += step) {
      Map<String, Object> line = new HashMap<>();
      line.put("start_time", start);
      line.put("requests", 40 + Math.round(15 * Math.sin(start / 900.0)));
      line.put("errors", start / step % 17 == 0 ? 2 : 0);
      line.put("prompt_tokens", 3100);
      line.put("completion_tokens", 2400);
      line.put("cached_tokens", 0);
      lines.add(line);
    }
    exchange.json(Map.of("start_time", from, "end_time", to, "data", lines));
  }

  /** The slowest requests. */
  static void slowest(Exchange exchange, @Nullable String tenant) throws IOException {
    long to = Long.parseLong(exchange.query("to"));
    List<SlowRequest> slowest = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      slowest.add(
          new SlowRequest(
              "req-stub-" + i,
              to - 20L * i,
              tenant,
              "key-1",
              "support",
              "3f".repeat(32),
              "worker-infer3",
              420 + i,
              96,
              310.0 / i,
              i == 2 ? 150.0 : null,
              2400.0 / i,
              61.0,
              9000.0 / i));
    }
    exchange.json(StubPlatform.page(slowest, SlowRequest::id));
  }
}
