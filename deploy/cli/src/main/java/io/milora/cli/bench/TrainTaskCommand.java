package io.milora.cli.bench;

import io.milora.model.json.MiloraJson;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The process of our own that {@code bench train} starts for each run. */
@Command(name = TrainTaskCommand.NAME, hidden = true, description = "Does one task of bench train.")
final class TrainTaskCommand implements Callable<Integer> {
  static final String NAME = "train-task";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "TASK.json", description = "What to measure.")
  private Path file;

  /** What the process prints. */
  private record Answer(String system, List<Double> runs) {}

  @Override
  public Integer call() throws Exception {
    TrainTask task = MiloraJson.mapper().readValue(file.toFile(), TrainTask.class);
    Answer answer = new Answer(task.system().label(), TrainTaskRunner.run(task));
    spec.commandLine().getOut().println(MiloraJson.write(answer));
    spec.commandLine().getOut().flush();
    return 0;
  }
}
