package io.milora.tenantmanager.served;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.persistence.ServedWindow;
import io.milora.persistence.Span;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads query parameters, and notes everything that is wrong with them. */
final class ServedQuery {
  private static final String FROM = "from";
  private static final String TO = "to";
  private static final String STEP = "step";

  /** Longer windows are made of hours, so that a month is no more work than half a day. */
  private static final Duration LONGEST_BY_MINUTES = Duration.ofHours(12);

  private static final int MOST_STEPS = 1500;

  private final MultivaluedMap<String, String> query;
  private final Instant now;
  private final List<Problem> problems = new ArrayList<>();

  ServedQuery(MultivaluedMap<String, String> query, Instant now) {
    this.query = query;
    this.now = now;
  }

  /** Notes parameters with other names, and throws everything noted. */
  void finish(String... known) {
    for (String name : query.keySet()) {
      if (!List.of(known).contains(name)) {
        problems.add(
            new Problem(
                name,
                "unknown_parameter",
                "Unknown query parameter %s; allowed: %s."
                    .formatted(name, String.join(", ", known))));
      }
    }
    InvalidInputException.throwIfAny(problems);
  }

  void report(Problem problem) {
    problems.add(problem);
  }

  /** A parameter as it was given, or null. */
  @Nullable String text(String param) {
    return query.getFirst(param);
  }

  /** A number from 1 to the most, or the usual one if nothing is given. */
  int number(String param, int usual, int most) {
    String given = query.getFirst(param);
    if (given == null) {
      return usual;
    }
    if (given.matches("[0-9]{1,6}")
        && Integer.parseInt(given) >= 1
        && Integer.parseInt(given) <= most) {
      return Integer.parseInt(given);
    }
    problems.add(Problem.outOfRange(param, given, "1 to " + most));
    return usual;
  }

  /** One name, lower case, or the usual one if nothing is given. */
  <E extends Enum<E>> E constant(String param, Class<E> type, E usual) {
    Set<E> one = constants(param, type, EnumSet.allOf(type), Set.of(usual));
    if (one.size() > 1) {
      problems.add(Problem.outOfRange(param, query.getFirst(param), "one of them"));
    }
    return one.isEmpty() ? usual : one.iterator().next();
  }

  /** As {@link #window}, by minutes however long it is. */
  ServedWindow minutes(Duration usual) {
    Instant to = instant(TO, now);
    Instant from = instant(FROM, to.minus(usual));
    if (!from.isBefore(to)) {
      problems.add(notBefore(from, to));
    }
    return ServedWindow.of(Span.MINUTE, from, to);
  }

  private static Problem notBefore(Instant from, Instant to) {
    return Problem.outOfRange(FROM, from, "times before to, which is " + to);
  }

  /**
   * From {@code from} to {@code to}, which is now if not given.
   *
   * @param usual how long the window is if {@code from} is not given
   * @param minutesKept how far back there are minutes
   */
  ServedWindow window(Duration usual, Duration minutesKept) {
    Instant to = instant(TO, now);
    Instant from = instant(FROM, to.minus(usual));
    if (!from.isBefore(to)) {
      problems.add(notBefore(from, to));
      return ServedWindow.of(Span.HOUR, to.minus(usual), to);
    }
    boolean minutes =
        Duration.between(from, to).compareTo(LONGEST_BY_MINUTES) <= 0
            && !from.isBefore(now.minus(minutesKept));
    return ServedWindow.of(minutes ? Span.MINUTE : Span.HOUR, from, to);
  }

  private Instant instant(String name, Instant otherwise) {
    String given = query.getFirst(name);
    if (given == null) {
      return otherwise;
    }
    try {
      return given.matches("[0-9]{1,11}")
          ? Instant.ofEpochSecond(Long.parseLong(given))
          : Instant.parse(given);
    } catch (DateTimeException e) {
      problems.add(
          Problem.outOfRange(
              name, given, "seconds since 1970, or a time such as 2026-11-22T10:00:00Z"));
      return otherwise;
    }
  }

  /** A whole number of the window's spans, such as {@code 5m}, {@code 1h} or {@code 1d}. */
  @Nullable Duration step(ServedWindow window) {
    String given = query.getFirst(STEP);
    if (given == null) {
      return null;
    }
    Duration step = duration(given);
    Duration span = window.span() == Span.MINUTE ? Duration.ofMinutes(1) : Duration.ofHours(1);
    if (step == null || step.isZero() || step.toSeconds() % span.toSeconds() != 0) {
      problems.add(
          Problem.outOfRange(
              STEP,
              given,
              "whole "
                  + (window.span() == Span.MINUTE ? "minutes" : "hours, in a window like this")
                  + ", such as 5m, 1h or 1d"));
      return null;
    }
    if (Duration.between(window.from(), window.to()).dividedBy(step) > MOST_STEPS) {
      problems.add(Problem.outOfRange(STEP, given, "up to " + MOST_STEPS + " steps in the window"));
    }
    return step;
  }

  private static @Nullable Duration duration(String given) {
    if (!given.matches("[0-9]{1,4}[mhd]")) {
      return null;
    }
    long number = Long.parseLong(given.substring(0, given.length() - 1));
    return switch (given.charAt(given.length() - 1)) {
      case 'm' -> Duration.ofMinutes(number);
      case 'h' -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  /**
   * Names with commas between, lower case.
   *
   * @param allowed which of the constants may be given
   * @param usual those that are meant if nothing is given
   */
  <E extends Enum<E>> Set<E> constants(
      String param, Class<E> type, Collection<E> allowed, Collection<E> usual) {
    Set<E> constants = EnumSet.noneOf(type);
    String given = query.getFirst(param);
    if (given == null) {
      constants.addAll(usual);
      return constants;
    }
    for (String name : given.split(",", -1)) {
      allowed.stream()
          .filter(constant -> name(constant).equals(name))
          .findFirst()
          .ifPresentOrElse(
              constants::add,
              () ->
                  problems.add(
                      Problem.unknown(
                          param,
                          name,
                          String.join(", ", allowed.stream().map(ServedQuery::name).toList()))));
    }
    return constants;
  }

  /** As queries and answers have it. */
  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Whether {@code format} says so. */
  boolean csv() {
    String format = query.getFirst("format");
    if (format != null && !format.equals("csv") && !format.equals("json")) {
      problems.add(Problem.unknown("format", format, "csv, json"));
    }
    return "csv".equals(format);
  }
}
