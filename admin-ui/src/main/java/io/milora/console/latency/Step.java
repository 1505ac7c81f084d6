package io.milora.console.latency;

import java.time.Duration;

/** Into what pieces of time a window is cut, so that there are some dozen of them. */
enum Step {
  MINUTE("1m", Duration.ofMinutes(1), Duration.ofHours(2)),
  FIVE_MINUTES("5m", Duration.ofMinutes(5), Duration.ofHours(6)),
  TEN_MINUTES("10m", Duration.ofMinutes(10), Duration.ofHours(12)),
  HOUR("1h", Duration.ofHours(1), Duration.ofDays(3)),
  TWO_HOURS("2h", Duration.ofHours(2), Duration.ofDays(7)),
  EIGHT_HOURS("8h", Duration.ofHours(8), Duration.ofDays(400));

  private final String wireName;
  private final Duration length;
  private final Duration longestWindow;

  Step(String wireName, Duration length, Duration longestWindow) {
    this.wireName = wireName;
    this.length = length;
    this.longestWindow = longestWindow;
  }

  String wireName() {
    return wireName;
  }

  long seconds() {
    return length.toSeconds();
  }

  /** By what usage is told apart in a window that is cut so. */
  String usageGroup() {
    return length.compareTo(Duration.ofHours(1)) < 0 ? "minute" : "hour";
  }

  /**
   * For a window.
   *
   * @param byHours whether the platform knows nothing shorter than hours of it
   */
  static Step of(Duration window, boolean byHours) {
    for (Step step : values()) {
      if (window.compareTo(step.longestWindow) <= 0 && (!byHours || step.compareTo(HOUR) >= 0)) {
        return step;
      }
    }
    return EIGHT_HOURS;
  }
}
