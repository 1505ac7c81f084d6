package io.milora.cli.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What came of all requests, by tenant. Not thread-safe. */
final class LoadResults {
  static final String ALL = "all";
  private static final int DIGITS = 3;

  private final Map<String, List<Outcome>> outcomes = new TreeMap<>();

  void add(String tenant, Outcome outcome) {
    outcomes.computeIfAbsent(tenant, first -> new ArrayList<>()).add(outcome);
  }

  /**
   * Some of a tenant's latencies, in milliseconds.
   *
   * @param count how many there are
   */
  record Latency(long count, double p50, double p95, double p99, double max) {}

  /**
   * One tenant, or all together.
   *
   * @param sent completed, left and failed together
   * @param left requests whose clients went away, as planned
   * @param failed how many for each reason
   * @param tokens generated for completed requests
   * @param ttft from when a request should have been sent to its first text; null if none came
   * @param tpot mean gap between a completed request's tokens after the first
   * @param endToEnd of completed requests
   */
  record Row(
      String tenant,
      long sent,
      long completed,
      long left,
      Map<String, Long> failed,
      long tokens,
      @Nullable Latency ttft,
      @Nullable Latency tpot,
      @Nullable Latency endToEnd) {}

  /** One row a tenant, and last one of all, if there are several. */
  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    outcomes.forEach((tenant, own) -> rows.add(row(tenant, own)));
    if (rows.size() > 1) {
      rows.add(row(ALL, outcomes.values().stream().flatMap(List::stream).toList()));
    }
    return rows;
  }

  private static Row row(String tenant, List<Outcome> all) {
    List<Outcome> completed = of(all, Outcome.End.COMPLETED).toList();
    Map<String, Long> failed = new TreeMap<>();
    of(all, Outcome.End.FAILED)
        .forEach(outcome -> failed.merge(String.valueOf(outcome.kind()), 1L, Long::sum));
    return new Row(
        tenant,
        all.size(),
        completed.size(),
        of(all, Outcome.End.LEFT).count(),
        failed,
        completed.stream().mapToLong(Outcome::tokens).sum(),
        latency(all, Outcome::firstToken),
        latency(completed, Outcome::perOutputToken),
        latency(completed, Outcome::total));
  }

  private static Stream<Outcome> of(List<Outcome> all, Outcome.End end) {
    return all.stream().filter(outcome -> outcome.end() == end);
  }

  /** Of those that have it, which are not negative. */
  private static @Nullable Latency latency(List<Outcome> outcomes, ToLongFunction<Outcome> nanos) {
    Histogram histogram = new Histogram(DIGITS);
    outcomes.stream()
        .mapToLong(nanos)
        .filter(time -> time >= 0)
        .forEach(time -> histogram.recordValue(TimeUnit.NANOSECONDS.toMicros(time)));
    return histogram.getTotalCount() == 0
        ? null
        : new Latency(
            histogram.getTotalCount(),
            milliseconds(histogram.getValueAtPercentile(50)),
            milliseconds(histogram.getValueAtPercentile(95)),
            milliseconds(histogram.getValueAtPercentile(99)),
            milliseconds(histogram.getMaxValue()));
  }

  private static double milliseconds(long micros) {
    return micros / 1000.0;
  }
}
