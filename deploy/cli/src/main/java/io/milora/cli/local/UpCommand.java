package io.milora.cli.local;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

  @Override
  public Integer call() throws Exception {
    LocalSystem system = data.system();
    PrintWriter out = spec.commandLine().getOut();
    if (system.isRunning()) {
      out.println("The system is up already at " + system.baseUrl() + "; 'status' shows it.");
      return 0;
    }
    try (StopOnInterrupt guard = new StopOnInterrupt(system)) {
      BaseModelFiles.fetch(system.data(), out);
      system.start(ports.over(system.ports()), out);
      guard.keep();
    }
    out.println(
        "The system is up at " + system.baseUrl() + "; its data is in " + system.data().root());
    return 0;
  }
}
