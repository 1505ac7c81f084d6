package io.milora.console.latency;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** Windows that end now. */
enum Recent {
  FIVE_MINUTES("5m", "Last 5 minutes", Duration.ofMinutes(5)),
  FIFTEEN_MINUTES("15m", "Last 15 minutes", Duration.ofMinutes(15)),
  HOUR("1h", "Last hour", Duration.ofHours(1)),
  SIX_HOURS("6h", "Last 6 hours", Duration.ofHours(6)),
  TWELVE_HOURS("12h", "Last 12 hours", Duration.ofHours(12)),
  DAY("24h", "Last 24 hours", Duration.ofDays(1)),
  WEEK("7d", "Last 7 days", Duration.ofDays(7)),
  MONTH("30d", "Last 30 days", Duration.ofDays(30));

  private final String wireName;
  private final String label;
  private final Duration length;

  Recent(String wireName, String label, Duration length) {
    this.wireName = wireName;
    this.label = label;
    this.length = length;
  }

  /** In the address. */
  String wireName() {
    return wireName;
  }

  String label() {
    return label;
  }

  Duration length() {
    return length;
  }

  static Optional<Recent> of(String wireName) {
    return Arrays.stream(values()).filter(one -> one.wireName.equals(wireName)).findFirst();
  }
}
