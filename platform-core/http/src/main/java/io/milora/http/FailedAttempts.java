package io.milora.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts bad keys by the address that they come from, so that guessing costs the database nothing.
 * Who shares the address with a guesser goes on as long as its key was good a moment ago.
 * Thread-safe.
 */
@ApplicationScoped
class FailedAttempts {
  private static final int MOST = 30;
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int MOST_SOURCES = 10_000;

  private final InstantSource clock;
  private final Map<String, Window> windows = new ConcurrentHashMap<>();

  FailedAttempts() {
    this(InstantSource.system());
  }

  FailedAttempts(InstantSource clock) {
    this.clock = clock;
  }

  private record Window(long endMillis, int failures) {}

  /**
   * Does nothing below the limit.
   *
   * @throws ApiException 429 with the time until the next try
   */
  void refuseIfTooMany(String source) {
    Window window = windows.get(source);
    long left = window == null ? 0 : window.endMillis() - clock.millis();
    if (window != null && left > 0 && window.failures() >= MOST) {
      throw ApiException.tooMany(
          "Too many calls with bad keys come from this address; mend the key and try again later.",
          "too_many_failures",
          Duration.ofMillis(left + 999));
    }
  }

  void note(String source) {
    long now = clock.millis();
    if (windows.size() >= MOST_SOURCES) {
      windows.values().removeIf(window -> window.endMillis() <= now);
    }
    windows.compute(
        source,
        (address, window) ->
            window == null || window.endMillis() <= now
                ? new Window(now + WINDOW.toMillis(), 1)
                : new Window(window.endMillis(), window.failures() + 1));
  }
}
