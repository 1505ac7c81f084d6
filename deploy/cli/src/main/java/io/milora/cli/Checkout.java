package io.milora.cli;

import java.nio.file.Path;

/**
 * The folder that holds the built platform.
 *
 * @param root where the {@code milora} script lies; absolute
 */
public record Checkout(Path root) {
  private static final String PROPERTY = "milora.root";

  /** The folder that the {@code milora} script named. */
  public static Checkout current() {
    String root = System.getProperty(PROPERTY);
    if (root == null) {
      throw new CommandException(
          "The system property " + PROPERTY + " is missing; start with the milora script.");
    }
    return new Checkout(Path.of(root).toAbsolutePath().normalize());
  }
}
