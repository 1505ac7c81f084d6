package io.milora.persistence;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How long the pieces of time are for which what was served is counted. */
public enum Span {
  /** Kept for some days. */
  MINUTE(ChronoUnit.MINUTES, "minute"),
  /** Kept for a year or so. */
  HOUR(ChronoUnit.HOURS, "hour");

  private final ChronoUnit unit;
  private final String suffix;

  Span(ChronoUnit unit, String suffix) {
    this.unit = unit;
    this.suffix = suffix;
  }

  /** The beginning of the piece that an instant is in. */
  public Instant start(Instant instant) {
    return instant.truncatedTo(unit);
  }

  /** The first beginning of a piece at or after an instant. */
  public Instant ceiling(Instant instant) {
    Instant start = start(instant);
    return start.equals(instant) ? start : end(start);
  }

  /** The end of the piece that begins here. */
  public Instant end(Instant start) {
    return start.plus(1, unit);
  }

  /** The table of this kind of rows, {@code usage} or {@code latency}. */
  String table(String kind) {
    return kind + "_" + suffix;
  }
}
