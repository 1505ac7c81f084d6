package io.milora.cli.reproduce;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Durations as people write them. */
final class Durations {
  private Durations() {}

  /**
   * A duration such as {@code 2h}, {@code 90m}, {@code 1h30m}.
   *
   * @throws InvalidInputException if it is none, or not positive
   */
  static Duration parse(String param, String given) {
    try {
      Duration duration = Duration.parse("PT" + given.toUpperCase(Locale.ROOT));
      if (duration.isPositive()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      throw new InvalidInputException(
          Problem.outOfRange(param, given, "hours, minutes and seconds, for instance 2h or 1h30m"));
    }
    throw new InvalidInputException(Problem.outOfRange(param, given, "more than 0s"));
  }

  /** For people: the two largest units. */
  static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    return minutes < 60
        ? "%d min %02d s".formatted(minutes, seconds % 60)
        : "%d h %02d min".formatted(minutes / 60, minutes % 60);
  }
}
