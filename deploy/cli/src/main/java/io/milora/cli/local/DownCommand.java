package io.milora.cli.local;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Stops the system. */
@Command(name = "down", description = "Stops the system; its data stays.")
public final class DownCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Override
  public Integer call() throws Exception {
    LocalSystem system = data.system();
    PrintWriter out = spec.commandLine().getOut();
    boolean ran = system.stop();
    out.println(
        ran
            ? "The system is down; its data stays in " + system.data().root()
            : "No system runs on " + system.data().root());
    return 0;
  }
}
