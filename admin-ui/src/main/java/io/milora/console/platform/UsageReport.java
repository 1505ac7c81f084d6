package io.milora.console.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was used in a window.
 *
 * @param startTime of the window, seconds since 1970
 * @param endTime of the window, exclusive
 */
public record UsageReport(long startTime, long endTime, List<Line> data) {
  /**
   * One group; null where groups are not told apart by that.
   *
   * @param startTime of its minute, hour or day (UTC), seconds since 1970
   * @param key the public part of the API key
   * @param alias what requests named
   */
  public record Line(
      @Nullable Long startTime,
      @Nullable String key,
      @Nullable String alias,
      long requests,
      long errors,
      long promptTokens,
      long completionTokens,
      long cachedTokens) {}
}
