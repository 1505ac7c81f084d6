package io.milora.persistence;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.util.regex.Pattern;

/** The shape of an alias's name; it has no colon, so that it is never a model's exact name. */
public final class AliasName {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private AliasName() {}

  /**
   * Checks a name.
   *
   * @throws InvalidInputException if it has another shape
   */
  public static void check(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidInputException(
          Problem.outOfRange(
              "alias", name, "1 to 64 letters, digits, dots, hyphens and underscores"));
    }
  }
}
