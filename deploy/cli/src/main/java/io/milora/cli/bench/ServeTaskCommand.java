package io.milora.cli.bench;

import io.milora.model.json.MiloraJson;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The process of our own that {@code bench serve} starts for each round. */
@Command(name = ServeTaskCommand.NAME, hidden = true, description = "Does one task of bench serve.")
final class ServeTaskCommand implements Callable<Integer> {
  static final String NAME = "serve-task";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "TASK.json", description = "What to measure.")
  private Path file;

  @Override
  public Integer call() throws Exception {
    ServeTask task = MiloraJson.mapper().readValue(file.toFile(), ServeTask.class);
    PrintWriter out = spec.commandLine().getOut();
    ServeTaskRunner.run(task).forEach(line -> out.println(MiloraJson.write(line)));
    out.flush();
    return 0;
  }
}
