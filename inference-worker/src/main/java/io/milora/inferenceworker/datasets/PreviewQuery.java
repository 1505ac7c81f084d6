package io.milora.inferenceworker.datasets;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which rows are wanted.
 *
 * @param after the line behind which to begin; 0 for the beginning
 * @param limit rows at most
 * @param maxLength tokens of a row
 */
record PreviewQuery(long after, int limit, int maxLength) {
  private static final String AFTER = "after";
  private static final String LIMIT = "limit";
  private static final String MAX_LENGTH = "max_length";
  private static final int USUAL_ROWS = 10;
  private static final int MAX_ROWS = 100;
  private static final int MIN_LENGTH = 8;

  /**
   * Reads a page's parameters.
   *
   * @param usualLength where none is given
   * @param maxPositions of the base, the largest length
   * @throws InvalidInputException with all problems
   */
  static PreviewQuery ofPage(
      MultivaluedMap<String, String> query, int usualLength, int maxPositions) {
    return of(query, Set.of(AFTER, LIMIT, MAX_LENGTH), usualLength, maxPositions);
  }

  /** As {@link #ofPage}, of calls about the whole file. */
  static PreviewQuery ofFile(
      MultivaluedMap<String, String> query, int usualLength, int maxPositions) {
    return of(query, Set.of(MAX_LENGTH), usualLength, maxPositions);
  }

  private static PreviewQuery of(
      MultivaluedMap<String, String> query, Set<String> known, int usualLength, int maxPositions) {
    List<Problem> problems = new ArrayList<>();
    for (String name : query.keySet()) {
      if (!known.contains(name)) {
        problems.add(
            new Problem(
                name,
                "unknown_parameter",
                "Unknown query parameter %s; allowed: %s.".formatted(name, new TreeSet<>(known))));
      }
    }
    PreviewQuery read =
        new PreviewQuery(
            number(query, AFTER, 0, 0, Integer.MAX_VALUE, problems),
            number(query, LIMIT, USUAL_ROWS, 1, MAX_ROWS, problems),
            number(query, MAX_LENGTH, usualLength, MIN_LENGTH, maxPositions, problems));
    InvalidInputException.throwIfAny(problems);
    return read;
  }

  private static int number(
      MultivaluedMap<String, String> query,
      String name,
      int usual,
      int min,
      int max,
      List<Problem> problems) {
    String given = query.getFirst(name);
    if (given == null) {
      return usual;
    }
    if (given.matches("[0-9]{1,10}")) {
      long value = Long.parseLong(given);
      if (value >= min && value <= max) {
        return (int) value;
      }
    }
    problems.add(Problem.outOfRange(name, given, min + " to " + max));
    return usual;
  }
}
