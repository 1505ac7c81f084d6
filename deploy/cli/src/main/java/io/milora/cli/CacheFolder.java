package io.milora.cli;

import io.milora.keycloak.UserCache;
import java.nio.file.Path;

/** Where commands without a local system keep what can be made anew. */
public final class CacheFolder {
  private CacheFolder() {}

  /** Graphs for serving, kept for the next start; {@code XDG_CACHE_HOME} moves them. */
  public static Path graphs() {
    return UserCache.folder("graphs");
  }
}
