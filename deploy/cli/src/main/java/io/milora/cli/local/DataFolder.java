package io.milora.cli.local;

import java.nio.file.Path;

/**
 * The one folder that holds everything a local system keeps.
 *
 * @param root absolute
 */
public record DataFolder(Path root) {
  public DataFolder {
    root = root.toAbsolutePath().normalize();
  }

  /** PostgreSQL's data. */
  public Path database() {
    return root.resolve("pg");
  }

  /** Base models, one folder each. */
  public Path models() {
    return root.resolve("models");
  }

  /** One log a program; the supervisor's own is {@code supervisor.log}. */
  public Path log(String program) {
    return logs().resolve(program + ".log");
  }

  /** All logs. */
  public Path logs() {
    return root.resolve("logs");
  }

  /** What the supervisor says about itself, see {@link SystemState}. */
  public Path state() {
    return root.resolve("run").resolve("system.json");
  }

  /** Held by the supervisor as long as it runs. */
  public Path lock() {
    return root.resolve("run").resolve("lock");
  }

  /** Generated passwords and tokens; readable by the owner only. */
  public Path secrets() {
    return root.resolve("secrets.json");
  }

  /** Keycloak's home. */
  public Path keycloak() {
    return root.resolve("keycloak");
  }

  /** Whom people sign in with, see {@link IdentityProvider}. */
  public Path identityProvider() {
    return root.resolve("identity-provider.json");
  }

  /** There once the first sign-ins were shown. */
  public Path signInsShown() {
    return root.resolve("run").resolve("sign-ins-shown");
  }

  /** The ports of the last start. */
  public Path ports() {
    return root.resolve("ports.json");
  }
}
