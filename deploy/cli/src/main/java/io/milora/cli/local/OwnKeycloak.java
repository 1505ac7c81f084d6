package io.milora.cli.local;

import io.milora.cli.Checkout;
import io.milora.cli.CommandException;
import io.milora.keycloak.KeycloakDistribution;
import io.milora.keycloak.KeycloakServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;

/** The Keycloak that comes with a local system. */
final class OwnKeycloak {
  static final String NAME = "keycloak";

  private OwnKeycloak() {}

  /** Unpacks and builds it if this account never did. */
  static void prepare(Checkout checkout, PrintWriter out) throws InterruptedException {
    Runnable say =
        () -> {
          out.println("  Keycloak is made ready, once (half a minute)");
          out.flush();
        };
    try {
      KeycloakDistribution.prepared(checkout.root(), say);
    } catch (IOException e) {
      throw new CommandException("Keycloak cannot be made ready: " + e.getMessage(), e);
    }
  }

  static boolean isReady(ProgramState program) {
    return program.name().equals(NAME) && program.condition() == ProgramState.Condition.READY;
  }

  /** The process, not started. */
  static ManagedProgram program(
      Checkout checkout,
      DataFolder data,
      Ports ports,
      Database database,
      Secrets secrets,
      HttpClient http)
      throws IOException, InterruptedException {
    KeycloakServer server =
        new KeycloakServer(
            KeycloakDistribution.prepared(checkout.root(), () -> {}),
            data.keycloak(),
            ports.keycloak(),
            database.keycloak(secrets),
            secrets.realm());
    server.layOut(KeycloakServer.realm());
    return new ManagedProgram(
        NAME,
        server.command(),
        server.environment(),
        server.address(),
        server.issuer(),
        data.log(NAME),
        http);
  }
}
