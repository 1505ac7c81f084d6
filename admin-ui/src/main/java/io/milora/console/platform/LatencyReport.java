package io.milora.console.platform;

import io.milora.model.LatencyKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Latencies in a window, in milliseconds. Times are seconds since 1970.
 *
 * @param stepSeconds how long a line's piece of time is; null if lines are of the whole window
 * @param bucketBounds upper bounds, inclusive, of what {@link Line#buckets} counts; the last bucket
 *     has none
 */
public record LatencyReport(
    long startTime,
    long endTime,
    @Nullable Long stepSeconds,
    List<Long> bucketBounds,
    List<Line> data) {
  /** Stands for all adapters that are not told apart. */
  public static final String OTHERS = "others";

  /**
   * One group; null where groups are not told apart by that.
   *
   * @param startTime of its step
   * @param tenant its name
   * @param adapter content hash, empty for the bare base; {@link #OTHERS} for those beyond the top
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
}
