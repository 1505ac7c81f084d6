package io.milora.cli;

import java.nio.file.Path;

/** Where commands without a local system keep what can be made anew. */
public final class CacheFolder {
  private CacheFolder() {}

  /** Graphs for serving, kept for the next start; {@code XDG_CACHE_HOME} moves them. */
  public static Path graphs() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path root =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return root.resolve("milora").resolve("graphs");
  }
}
