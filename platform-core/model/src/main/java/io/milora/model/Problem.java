package io.milora.model;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with what a person gave.
 *
 * @param param the field, option, file or tensor meant; null if it is the whole
 * @param code a stable, documented, machine-readable name such as {@code unknown_field}
 * @param message what was given, what is allowed, and how to mend it; one or two sentences
 */
public record Problem(@Nullable String param, String code, String message) {
  /** A value outside of what is allowed. */
  public static Problem outOfRange(String param, Object given, String allowed) {
    return new Problem(
        param, "invalid_value", param + " is " + given + "; allowed: " + allowed + ".");
  }

  /** A name that nobody knows. */
  public static Problem unknown(String param, Object given, Object allowed) {
    return new Problem(
        param, "unknown_value", "Unknown " + param + " '" + given + "'; allowed: " + allowed + ".");
  }

  /** A file that cannot be used. */
  public static Problem brokenFile(Object file, String why) {
    return new Problem(file.toString(), "invalid_file", file + ": " + why);
  }
}
