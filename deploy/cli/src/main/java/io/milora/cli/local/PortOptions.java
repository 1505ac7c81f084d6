package io.milora.cli.local;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Ports of a start; what is not said stays as it was. */
public final class PortOptions {
  @Option(names = "--port", paramLabel = "N", description = "Front door (first: 8000).")
  private @Nullable Integer port;

  @Option(names = "--manager-port", paramLabel = "N", description = "tenant-manager (first: 8001).")
  private @Nullable Integer managerPort;

  @Option(
      names = "--trainer-port",
      paramLabel = "N",
      description = "training-worker (first: 8002).")
  private @Nullable Integer trainerPort;

  @Option(names = "--console-port", paramLabel = "N", description = "Console (first: 8003).")
  private @Nullable Integer consolePort;

  @Option(names = "--keycloak-port", paramLabel = "N", description = "Keycloak (first: 8180).")
  private @Nullable Integer keycloakPort;

  @Option(names = "--database-port", paramLabel = "N", description = "PostgreSQL (first: 15432).")
  private @Nullable Integer databasePort;

  /** Those given, and the last ones otherwise. */
  public Ports over(Ports last) {
    return new Ports(
        port == null ? last.inferenceWorker() : port,
        managerPort == null ? last.tenantManager() : managerPort,
        trainerPort == null ? last.trainingWorker() : trainerPort,
        consolePort == null ? last.console() : consolePort,
        keycloakPort == null ? last.keycloak() : keycloakPort,
        databasePort == null ? last.database() : databasePort);
  }
}
