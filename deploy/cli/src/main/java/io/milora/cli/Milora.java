package io.milora.cli;

import io.milora.cli.audit.AuditCommand;
import io.milora.cli.bench.BenchCommand;
import io.milora.cli.demo.DemoCommand;
import io.milora.cli.engine.EvaluateCommand;
import io.milora.cli.engine.InspectCommand;
import io.milora.cli.engine.TrainCommand;
import io.milora.cli.load.LoadCommand;
import io.milora.cli.local.DownCommand;
import io.milora.cli.local.LogsCommand;
import io.milora.cli.local.StatusCommand;
import io.milora.cli.local.SuperviseCommand;
import io.milora.cli.local.UpCommand;
import io.milora.cli.reproduce.ReproduceCommand;
import io.milora.cli.seed.SeedCommand;
import io.milora.model.InvalidInputException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The milora command. The script of that name finds the tools and builds before it comes here. */
@Command(
    name = "milora",
    description = "MiLoRA Platform: trains adapters with routed experts and serves them.",
    mixinStandardHelpOptions = true,
    footer = {"", "'milora test' runs all tests; the script does it without this program."},
    subcommands = {
      HelpCommand.class,
      DemoCommand.class,
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      AuditCommand.class,
      InspectCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      BenchCommand.class,
      LoadCommand.class,
      SeedCommand.class,
      ReproduceCommand.class,
      SuperviseCommand.class
    })
public final class Milora implements Runnable {
  @Spec private CommandSpec spec;

  /** Ends with 0 if all went well, 1 if it could not, 2 if what was asked makes no sense. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** All commands; for a program that runs them in its own process. */
  public static CommandLine commandLine() {
    return new CommandLine(new Milora())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Milora::explain);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do:");
  }

  /** Messages for what people can mend; a stack trace for the rest. */
  private static int explain(Exception failure, CommandLine command, ParseResult asked)
      throws Exception {
    if (failure instanceof InvalidInputException invalid) {
      invalid.problems().forEach(problem -> command.getErr().println(problem.message()));
      return CommandLine.ExitCode.USAGE;
    }
    if (failure instanceof CommandException) {
      command.getErr().println(failure.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw failure;
  }
}
