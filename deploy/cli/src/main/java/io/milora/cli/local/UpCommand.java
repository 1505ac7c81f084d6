package io.milora.cli.local;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts the system. */
@Command(
    name = "up",
    description =
        "Starts PostgreSQL and the programs in the background, and waits until they are ready.")
public final class UpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;
  @Mixin private PortOptions ports;

  @Option(
      names = "--oidc-issuer",
      paramLabel = "URL",
      description =
          "People sign in with this existing identity provider; 'own' goes back to the Keycloak that comes with the system. Remembered.")
  private @Nullable String issuer;

  @Override
  public Integer call() throws Exception {
    LocalSystem system = data.system();
    PrintWriter out = spec.commandLine().getOut();
    if (system.isRunning()) {
      out.println("The system is up already at " + system.baseUrl() + "; 'status' shows it.");
      return 0;
    }
    try (StopOnInterrupt guard = new StopOnInterrupt(system)) {
      if (issuer != null) {
        JsonFile.write(system.data().identityProvider(), IdentityProvider.parse(issuer));
      }
      BaseModelFiles.fetch(system.data(), out);
      system.start(ports.over(system.ports()), out);
      guard.keep();
    }
    system.awaitSignIn(out);
    out.println(
        "The system is up at " + system.baseUrl() + "; its data is in " + system.data().root());
    out.println("The console is at " + system.consoleAddress());
    return 0;
  }
}
