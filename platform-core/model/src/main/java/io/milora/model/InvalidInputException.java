package io.milora.model;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a person gave cannot be used. Carries all problems at once; becomes a 400 in HTTP and exit
 * code 2 in the CLI.
 */
public class InvalidInputException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public InvalidInputException(Problem... problems) {
    this(List.of(problems));
  }

  /**
   * With everything that is wrong.
   *
   * @param problems at least one
   */
  public InvalidInputException(List<Problem> problems) {
    super(problems.stream().map(Problem::message).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** All problems, at least one. */
  public List<Problem> problems() {
    return problems;
  }

  /** Throws if there is at least one problem. */
  public static void throwIfAny(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw new InvalidInputException(problems);
    }
  }
}
