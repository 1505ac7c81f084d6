package io.milora.cli.seed;

import io.milora.cli.CommandException;
import io.milora.cli.local.DataOption;
import io.milora.cli.local.LocalSystem;
import java.io.PrintWriter;
import java.sql.Connection;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Fills a running local system with made-up rows. */
@Command(
    name = "seed",
    subcommands = SeedMeasureCommand.class,
    description = {
      "Fills the running local system with made-up tenants, jobs, adapters and served requests,",
      "to see how it works with many. Use a data folder of its own: the rows stay.",
      "Minutes older than MILORA_SERVED_MINUTES_KEPT (7d) are deleted again within an hour."
    })
public final class SeedCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(names = "--tenants", defaultValue = "20", description = "${DEFAULT-VALUE}")
  private int tenants;

  @Option(names = "--jobs", defaultValue = "10000", description = "${DEFAULT-VALUE}")
  private int jobs;

  @Option(names = "--adapters", defaultValue = "1000", description = "${DEFAULT-VALUE}")
  private int adapters;

  @Option(names = "--days", defaultValue = "30", description = "${DEFAULT-VALUE}")
  private int days;

  @Override
  public Integer call() throws Exception {
    SeedSize size = new SeedSize(tenants, jobs, adapters, days);
    LocalSystem system = data.system();
    if (!system.isRunning()) {
      throw new CommandException("The system does not run; start it with 'milora up'.");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (Connection database = system.connect()) {
      for (Map.Entry<String, Long> table : new Seed(database).write(size).entrySet()) {
        out.printf("%-18s%,12d rows%n", table.getKey(), table.getValue());
      }
    }
    out.flush();
    return 0;
  }
}
