package io.milora.tenantmanager.served;

import io.milora.model.LatencyKind;
import io.milora.persistence.LatencyHistogram;
import io.milora.persistence.LatencyParts;
import io.milora.persistence.LatencyReader.Dimension;
import io.milora.persistence.LatencyReader.Group;
import io.milora.persistence.ServedWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Latencies in a window, in milliseconds.
 *
 * @param startTime of the window, seconds since 1970
 * @param endTime of the window, exclusive
 * @param stepSeconds how long a line's piece of time is; null if lines are of the whole window
 * @param groupBy what the lines are told apart by, beside time and kind
 * @param bucketBounds upper bounds, inclusive, of what {@link Line#buckets} counts; the last bucket
 *     has none
 */
public record LatencyReport(
    String object,
    long startTime,
    long endTime,
    @Nullable Long stepSeconds,
    List<String> groupBy,
    List<Long> bucketBounds,
    List<Line> data) {
  private static final List<Long> BOUNDS =
      LongStream.of(
              1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000,
              100_000)
          .boxed()
          .toList();

  /**
   * One group; null where groups are not told apart by that.
   *
   * @param startTime of its step, seconds since 1970
   * @param tenant its name
   * @param adapter content hash, empty for the bare base; {@code others} for those beyond the top
   * @param buckets how many there are between the bounds
   */
  public record Line(
      @Nullable Long startTime,
      LatencyKind kind,
      @Nullable String tenant,
      @Nullable String adapter,
      @Nullable String worker,
      long count,
      double p50,
      double p95,
      double p99,
      double max,
      List<Long> buckets) {}

  static LatencyReport of(
      ServedWindow window,
      @Nullable Duration step,
      Set<Dimension> dimensions,
      Map<Group, LatencyParts> groups,
      Map<String, String> tenantNames) {
    List<Line> lines = new ArrayList<>();
    groups.forEach(
        (group, latencies) -> lines.add(line(group, latencies.sum(), dimensions, tenantNames)));
    return new LatencyReport(
        "latency",
        window.from().getEpochSecond(),
        window.to().getEpochSecond(),
        step == null ? null : step.toSeconds(),
        dimensions.stream().map(ServedQuery::name).toList(),
        BOUNDS,
        lines);
  }

  private static Line line(
      Group group,
      LatencyHistogram histogram,
      Set<Dimension> dimensions,
      Map<String, String> tenantNames) {
    Instant start = group.start();
    return new Line(
        start == null ? null : start.getEpochSecond(),
        group.kind(),
        dimensions.contains(Dimension.TENANT)
            ? tenantNames.getOrDefault(group.tenant(), group.tenant())
            : null,
        dimensions.contains(Dimension.ADAPTER) ? group.adapter() : null,
        dimensions.contains(Dimension.WORKER) ? group.worker() : null,
        histogram.count(),
        millis(histogram, 50),
        millis(histogram, 95),
        millis(histogram, 99),
        millis(histogram, 100),
        histogram.buckets(BOUNDS.stream().map(Duration::ofMillis).toList()));
  }

  private static double millis(LatencyHistogram histogram, double percent) {
    return histogram.percentile(percent).toNanos() / 1e6;
  }
}
