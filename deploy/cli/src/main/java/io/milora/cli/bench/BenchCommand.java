package io.milora.cli.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be measured. */
@Command(
    name = "bench",
    description = "Measures the engine, alternating with other systems.",
    subcommands = {
      BenchTrainCommand.class,
      BenchServeCommand.class,
      BenchAccuracyCommand.class,
      BenchConsoleCommand.class,
      TrainTaskCommand.class,
      ServeTaskCommand.class
    })
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to measure:");
  }
}
