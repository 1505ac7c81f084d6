package io.milora.console.playground;

import io.milora.console.shared.Show;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** When an answer's first and last piece came, as seen from here. Belongs to one answer. */
final class AnswerTimes {
  private final long start = System.nanoTime();
  private long first;
  private long last;
  private int pieces;
  private @Nullable Integer tokens;

  void piece() {
    last = System.nanoTime();
    if (pieces++ == 0) {
      first = last;
    }
  }

  void total(int completionTokens) {
    tokens = completionTokens;
  }

  /** For instance {@code first token after 120 ms · 31 tokens · 24 tokens/s}. */
  String text() {
    if (pieces == 0) {
      return "waiting for the first token";
    }
    int count = tokens == null ? pieces : tokens;
    String text =
        "first token after %d ms · %s tokens"
            .formatted(Duration.ofNanos(first - start).toMillis(), Show.count(count));
    double seconds = (last - first) / 1e9;
    return count < 2 || seconds <= 0
        ? text
        : text + String.format(Locale.ROOT, " · %.0f tokens/s", (count - 1) / seconds);
  }
}
