package io.milora.engine.generate;

import java.util.List;

/**
 * Cuts a text off before the first stop sequence, also where pieces of text meet. Holds back what
 * may be the beginning of one. Not thread-safe.
 */
public final class StopMatcher {
  private final List<String> stops;
  private String held = "";
  private boolean stopped;

  /**
   * For one text.
   *
   * @param stops sequences of at least one character
   */
  public StopMatcher(List<String> stops) {
    if (stops.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("An empty stop sequence would stop everything");
    }
    this.stops = List.copyOf(stops);
  }

  /** Takes a piece and gives out what cannot belong to a stop sequence. */
  public String append(String piece) {
    if (stopped) {
      return "";
    }
    String text = held + piece;
    int stop = stops.stream().mapToInt(text::indexOf).filter(at -> at >= 0).min().orElse(-1);
    stopped = stop >= 0;
    int safe = stopped ? stop : text.length() - undecided(text);
    held = stopped ? "" : text.substring(safe);
    return text.substring(0, safe);
  }

  /** Whether a stop sequence was met. */
  public boolean stopped() {
    return stopped;
  }

  /** What was held back and is no stop sequence after all, now that the text has ended. */
  public String end() {
    String text = held;
    held = "";
    return text;
  }

  /** Length of the longest end of the text that begins a stop sequence. */
  private int undecided(String text) {
    int longest = 0;
    for (String stop : stops) {
      for (int n = Math.min(stop.length() - 1, text.length()); n > longest; n--) {
        if (text.regionMatches(text.length() - n, stop, 0, n)) {
          longest = n;
        }
      }
    }
    return longest;
  }
}
