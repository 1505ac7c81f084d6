package io.milora.keycloak;

import java.nio.file.Path;

/** Where a person's account keeps what can be made anew; {@code XDG_CACHE_HOME} moves it. */
public final class UserCache {
  private UserCache() {}

  /** The platform's folder for one purpose; it need not exist. */
  public static Path folder(String purpose) {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path root =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return root.resolve("milora").resolve(purpose);
  }
}
