package io.milora.tenantmanager.http;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list.
 *
 * @param after id of the last element of the part before, or null for the first part
 * @param limit elements at most
 */
public record PageQuery(@Nullable String after, int limit) {
  private static final String AFTER = "after";
  private static final String LIMIT = "limit";

  /**
   * Reads {@code after} and {@code limit}, and nothing else may be there.
   *
   * @param usual the limit where none is given
   * @param max the largest limit
   * @throws InvalidInputException with all problems
   */
  public static PageQuery of(MultivaluedMap<String, String> query, int usual, int max) {
    List<Problem> problems = new ArrayList<>();
    PageQuery page = of(query, usual, max, problems);
    InvalidInputException.throwIfAny(problems);
    return page;
  }

  /**
   * Reads {@code after} and {@code limit}.
   *
   * @param problems takes a limit out of range and unknown parameters
   * @param others further parameters that the call knows
   */
  public static PageQuery of(
      MultivaluedMap<String, String> query,
      int usual,
      int max,
      List<Problem> problems,
      String... others) {
    List<String> known = new ArrayList<>(List.of(AFTER, LIMIT));
    known.addAll(List.of(others));
    for (String name : query.keySet()) {
      if (!known.contains(name)) {
        problems.add(
            new Problem(
                name,
                "unknown_parameter",
                "Unknown query parameter " + name + "; allowed: " + known + "."));
      }
    }
    return new PageQuery(query.getFirst(AFTER), limit(query.getFirst(LIMIT), usual, max, problems));
  }

  private static int limit(@Nullable String given, int usual, int max, List<Problem> problems) {
    if (given == null) {
      return usual;
    }
    if (given.matches("[0-9]{1,6}")
        && Integer.parseInt(given) >= 1
        && Integer.parseInt(given) <= max) {
      return Integer.parseInt(given);
    }
    problems.add(Problem.outOfRange(LIMIT, given, "1 to " + max));
    return usual;
  }
}
