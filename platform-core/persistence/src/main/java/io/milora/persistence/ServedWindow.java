package io.milora.persistence;

import java.time.Duration;
import java.time.Instant;

/**
 * Which pieces of time to look at.
 *
 * @param from beginning of the first one
 * @param to end of the last one
 */
public record ServedWindow(Span span, Instant from, Instant to) {
  private static final Duration FEW_DAYS = Duration.ofDays(2);

  /** All pieces of this kind that have a part in the window; at least one. */
  public static ServedWindow of(Span span, Instant from, Instant to) {
    Instant start = span.start(from);
    Instant end = span.ceiling(to);
    return new ServedWindow(span, start, end.isAfter(start) ? end : span.end(start));
  }

  /** Whether it is so long that whole days are worth looking for. */
  boolean hasDays() {
    return span == Span.HOUR && Duration.between(from, to).compareTo(FEW_DAYS) > 0;
  }
}
