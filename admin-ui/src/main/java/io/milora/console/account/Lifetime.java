package io.milora.console.account;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long a new key works. */
enum Lifetime {
  MONTH("30 days", Duration.ofDays(30)),
  QUARTER("90 days", Duration.ofDays(90)),
  YEAR("A year", Duration.ofDays(365)),
  FOREVER("Until it is revoked", null);

  private final String label;
  private final @Nullable Duration duration;

  Lifetime(String label, @Nullable Duration duration) {
    this.label = label;
    this.duration = duration;
  }

  String label() {
    return label;
  }

  /** Seconds since 1970; null for never. */
  @Nullable Long end(Instant now) {
    return duration == null ? null : (Long) now.plus(duration).getEpochSecond();
  }
}
