package io.milora.console.account;

import java.time.Duration;

/** How long a replaced key goes on. */
enum Overlap {
  NONE("It ends at once", Duration.ZERO),
  HOUR("An hour", Duration.ofHours(1)),
  DAY("A day", Duration.ofDays(1)),
  WEEK("A week", Duration.ofDays(7)),
  MONTH("30 days", Duration.ofDays(30));

  private final String label;
  private final Duration duration;

  Overlap(String label, Duration duration) {
    this.label = label;
    this.duration = duration;
  }

  String label() {
    return label;
  }

  Duration duration() {
    return duration;
  }
}
