package io.milora.cli.demo;

import io.milora.cli.local.DataOption;
import io.milora.cli.local.JsonFile;
import io.milora.cli.local.LocalSystem;
import io.milora.cli.local.PortOptions;
import io.milora.cli.local.StopOnInterrupt;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the whole platform at work. */
@Command(
    name = "demo",
    description =
        "Starts the system, trains an adapter for each of two tenants, and compares them with the base model. Goes on where the last run stopped.")
public final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;
  @Mixin private PortOptions ports;

  @Option(names = "--down", description = "Stop the system at the end.")
  private boolean down;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
  private @Nullable Path json;

  @Override
  public Integer call() throws Exception {
    LocalSystem system = data.system();
    PrintWriter out = spec.commandLine().getOut();
    boolean startedBefore = system.isRunning();
    Report report;
    try (StopOnInterrupt guard = new StopOnInterrupt(system)) {
      if (startedBefore) {
        guard.keep();
      }
      report = new Demo(system, out).run(ports);
      guard.keep();
    }
    if (json != null) {
      JsonFile.write(json, report);
      out.println("\nResults are in " + json);
    }
    if (down) {
      system.stop();
      out.println("\nThe system is down; its data stays in " + system.data().root());
    } else {
      printNextCommands(system, report, out);
    }
    return 0;
  }

  private static void printNextCommands(LocalSystem system, Report report, PrintWriter out)
      throws IOException {
    Report.Tenant tenant = report.tenants().getFirst();
    out.printf(
        """

        The system stays up. Try next:
          curl %s/chat/completions -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' -d '{"model": "%s", "messages": [{"role": "system", "content": "Triage the ticket: billing, shipping, returns, account, bug or feature."}, {"role": "user", "content": "My chair came with a broken wheel."}]}'
          ./milora status
          ./milora down
        Or open the console at %s.
        """,
        report.baseUrl(), tenant.apiKey(), tenant.model(), system.consoleAddress());
    system.showSignIns(out);
    out.flush();
  }
}
