package io.milora.persistence;

import java.time.Duration;

/**
 * A limit a minute at a moment, as OpenAI's {@code x-ratelimit} headers say it.
 *
 * @param limit 1 or more
 * @param remaining of it, whole ones, 0 or more
 * @param reset until all of it is free again if nothing else is used
 */
public record RateLimit(long limit, long remaining, Duration reset) {
  private static final long MINUTE = 60;
  private static final long SECOND_MILLIS = 1000;

  /**
   * Of a bucket.
   *
   * @param used 0 or more; drains evenly, {@code limit} a minute
   */
  static RateLimit of(long limit, double used) {
    long remaining = Math.max(0, (long) Math.floor(limit - used + 1e-6));
    return new RateLimit(limit, remaining, drain(used, limit));
  }

  /** The time in which so much is free again. */
  static Duration drain(double amount, long perMinute) {
    return Duration.ofMillis((long) Math.ceil(Math.max(0, amount) * 60_000 / perMinute - 1e-6));
  }

  /**
   * A duration in whole numbers with units as OpenAI writes it, rounded up: {@code 120ms}, {@code
   * 6s}, {@code 1m30s}.
   */
  public static String text(Duration duration) {
    if (duration.toMillis() < SECOND_MILLIS) {
      return duration.toMillis() + "ms";
    }
    long seconds = Math.ceilDiv(duration.toMillis(), SECOND_MILLIS);
    return seconds < MINUTE ? seconds + "s" : seconds / MINUTE + "m" + seconds % MINUTE + "s";
  }
}
