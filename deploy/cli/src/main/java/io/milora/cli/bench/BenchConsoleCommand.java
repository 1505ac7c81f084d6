package io.milora.cli.bench;

import io.milora.cli.CommandException;
import io.milora.cli.bench.Chromium.Tab;
import io.milora.cli.bench.Figures.Spread;
import io.milora.cli.engine.JsonOutput;
import io.milora.cli.local.DataOption;
import io.milora.cli.local.LocalSystem;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how long people wait for the console. */
@Command(
    name = "console",
    description =
        "How long the console's first page takes after signing in, and each view after a click: in a browser, at the running system.")
final class BenchConsoleCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(
      names = "--rounds",
      description = "Sign-ins of somebody whom the browser does not know, each with all views (5).")
  private int rounds = 5;

  @Option(names = "--browser", paramLabel = "FILE", description = "A Chromium (/usr/bin/chromium).")
  private Path browser = Path.of("/usr/bin/chromium");

  @Option(names = "--json", paramLabel = "FILE", description = "Write everything to FILE.")
  private @Nullable Path json;

  /**
   * What was found, milliseconds.
   *
   * @param firstPages of every round; the first one is of a cold program if it was just started
   * @param views of every round, by path
   */
  record Report(
      double firstPageMedian,
      Map<String, Double> viewMedians,
      Machine machine,
      List<Double> firstPages,
      Map<String, List<Double>> views) {}

  @Override
  public Integer call() throws Exception {
    if (rounds < 1) {
      throw new InvalidInputException(Problem.outOfRange("--rounds", rounds, "1 or more"));
    }
    LocalSystem system = data.system();
    if (!system.isRunning()) {
      throw new CommandException("No system runs on this data folder; start it with: milora up");
    }
    ConsoleWalk walk =
        new ConsoleWalk(
            system.consoleAddress(), LocalSystem.DEMO_ADMIN, system.demoAdminPassword());
    Report report = measure(walk);
    print(report, spec.commandLine().getOut());
    JsonOutput.write(json, report);
    return 0;
  }

  private Report measure(ConsoleWalk walk) throws Exception {
    List<Double> firstPages = new ArrayList<>();
    Map<String, List<Double>> views = new LinkedHashMap<>();
    try (Chromium chromium = Chromium.start(browser)) {
      for (int round = 0; round < rounds; round++) {
        Tab tab = chromium.stranger();
        firstPages.add(walk.signIn(tab));
        walk.views(tab)
            .forEach(
                (view, millis) ->
                    views.computeIfAbsent(view, key -> new ArrayList<>()).add(millis));
        tab.leave();
      }
    }
    Map<String, Double> medians = new LinkedHashMap<>();
    views.forEach((view, millis) -> medians.put(view, Spread.of(millis).median()));
    return new Report(
        Spread.of(firstPages).median(),
        medians,
        Machine.here(Runtime.getRuntime().availableProcessors()),
        firstPages,
        views);
  }

  private static void print(Report report, PrintWriter out) {
    out.printf(
        Locale.ROOT, "%-22s%10s%10s%10s%10s%n", "", "FIRST", "MEDIAN", "SHORTEST", "LONGEST");
    line(out, "first page", report.firstPages());
    report.views().forEach((view, millis) -> line(out, view, millis));
    out.flush();
  }

  private static void line(PrintWriter out, String name, List<Double> millis) {
    Spread spread = Spread.of(millis);
    out.printf(
        Locale.ROOT,
        "%-22s%7.0f ms%7.0f ms%7.0f ms%7.0f ms%n",
        name,
        millis.getFirst(),
        spread.median(),
        spread.min(),
        spread.max());
  }
}
