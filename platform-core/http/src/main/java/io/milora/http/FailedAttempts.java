package io.milora.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;

/**
 * Counts bad keys by the address that they come from, so that guessing costs the database nothing.
 * Who shares the address with a guesser goes on as long as its key was good a moment ago. Remembers
 * a bounded number of addresses: whoever has more of them is not held up by counting. Thread-safe.
 */
@ApplicationScoped
class FailedAttempts {
  private static final int MOST = 30;
  private static final Duration WINDOW = Duration.ofMinutes(1);
  static final int MOST_SOURCES = 10_000;

  private final InstantSource clock;
  private final LinkedHashMap<String, Window> windows =
      new LinkedHashMap<>(); // that begins first, first

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
  synchronized void refuseIfTooMany(String source) {
    Window window = windows.get(source);
    long left = window == null ? 0 : window.endMillis() - clock.millis();
    if (window != null && left > 0 && window.failures() >= MOST) {
      throw ApiException.tooMany(
          "Too many calls with bad keys come from this address; mend the key and try again later.",
          "too_many_failures",
          Duration.ofMillis(left + 999));
    }
  }

  synchronized void note(String source) {
    long now = clock.millis();
    Window window = windows.get(source);
    if (window != null && window.endMillis() > now) {
      windows.put(source, new Window(window.endMillis(), window.failures() + 1));
      return;
    }
    windows.remove(source); // a new window goes to the end
    if (windows.size() == MOST_SOURCES) {
      windows.pollFirstEntry();
    }
    windows.put(source, new Window(now + WINDOW.toMillis(), 1));
  }

  /** How many addresses are remembered. */
  synchronized int sources() {
    return windows.size();
  }
}
