package io.milora.model;

import java.util.regex.Pattern;

/**
 * Who owns a thing. Part of every identity; never taken from a request's body.
 *
 * @param value {@code org-} and 24 letters or digits
 */
public record TenantId(String value) {
  private static final Pattern SHAPE = Pattern.compile("org-[A-Za-z0-9]{24}");

  public TenantId {
    if (!isShaped(value)) {
      throw new InvalidInputException(
          Problem.outOfRange("tenant", value, "org- and 24 letters or digits"));
    }
  }

  /** Whether a text has the shape of an id. */
  public static boolean isShaped(String text) {
    return SHAPE.matcher(text).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
