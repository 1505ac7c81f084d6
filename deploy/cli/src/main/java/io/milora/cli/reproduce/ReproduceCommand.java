package io.milora.cli.reproduce;

import io.milora.cli.CacheFolder;
import io.milora.cli.Interruption;
import io.milora.cli.LiveLine;
import io.milora.cli.reproduce.ComparisonPlan.Asked;
import io.milora.engine.base.BaseModel;
import io.milora.engine.bench.ComparisonBench;
import io.milora.engine.onnx.OnnxOptions;
import io.milora.engine.text.ExampleEncoder;
import io.milora.model.Precision;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The papers' comparison: methods, tasks, one-task and mixed training, seeds; one table. */
@Command(
    name = "reproduce",
    description = "Compares methods on tasks at equal trainable parameters; goes on where it was.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "A task's folder holds train.json and test.json: JSON arrays of {instruction, input, output, answer}.",
      "results.md and results.csv in --out are written anew after each training run."
    })
public final class ReproduceCommand implements Callable<Integer> {
  /** Sequences answered at once. */
  private static final int SLOTS = 8;

  @Spec private CommandSpec spec;

  @Option(
      names = "--base",
      paramLabel = "NAME|FOLDER|GGUF",
      defaultValue = "smollm2-135m-instruct",
      description = "Base model: of the catalogue, or a folder or file (${DEFAULT-VALUE}).")
  private String base;

  @Option(
      names = "--data",
      paramLabel = "NAME=FOLDER",
      required = true,
      arity = "1..*",
      description = "Tasks to compare on.")
  private List<String> data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Tables and state; the same command goes on from there.")
  private Path out;

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "METHOD",
      description = "The first is the measure of trainable parameters (all that there are).")
  private List<String> methods = ComparisonBench.METHODS;

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "SEED",
      defaultValue = "1,2",
      description = "Of initial weights and order of rows (${DEFAULT-VALUE}).")
  private List<Integer> seeds;

  @Option(
      names = "--rank",
      description =
          "Of the first method (the usual one of the base to twice that, where the others come nearest).")
  private @Nullable Integer rank;

  @Option(
      names = "--learning-rate",
      split = ",",
      paramLabel = "METHOD=RATE",
      description = "Peak rates (what suits the base and the method).")
  private Map<String, Double> learningRates = Map.of();

  @Option(
      names = "--epochs",
      defaultValue = "2",
      description = "Passes over the training rows at most (${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--rows",
      defaultValue = "2000",
      description = "Training rows of a task at most (${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--test-rows",
      defaultValue = "500",
      description = "Test rows of a task at most (${DEFAULT-VALUE}).")
  private int testRows;

  @Option(
      names = "--dev-rows",
      defaultValue = "32",
      description = "Rows of a task that choose the best state (${DEFAULT-VALUE}).")
  private int devRows;

  @Option(
      names = "--batch",
      defaultValue = "8",
      description = "Rows of an optimiser step (${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--budget",
      defaultValue = "8h",
      paramLabel = "TIME",
      description =
          "Rows and epochs are scaled down until all fits, for instance 2h or 1h30m (${DEFAULT-VALUE}).")
  private String budget;

  @Option(
      names = "--precision",
      defaultValue = "int8",
      description = "Of serving: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Precision precision;

  @Option(names = "--threads", description = "Threads that compute (all processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() {
    PrintWriter print = spec.commandLine().getOut();
    try (Interruption interruption = new Interruption()) {
      return run(print, new PrintedWatch(new LiveLine(print), interruption));
    }
  }

  /** With another watch than the printed one. */
  int run(PrintWriter print, RunWatch watch) {
    Scale scale = new Scale(rows, epochs, testRows, devRows);
    List<Task.Source> sources =
        ReproduceOptions.check(data, methods, seeds, learningRates, scale, batch);
    Duration time = Durations.parse("--budget", budget);
    Path model = BaseFiles.find(base, print);
    try (RunFolder folder = RunFolder.open(out);
        BaseModel opened = BaseModel.open(model)) {
      List<TaskRows> tasks = encode(Task.read(sources), opened, scale);
      Asked asked =
          new Asked(
              base,
              opened.hashes().base().hex(),
              ReproduceOptions.identities(sources),
              methods,
              seeds,
              rank,
              scale,
              batch,
              learningRates,
              budget,
              precision,
              threads);
      OnnxOptions serving =
          new OnnxOptions(CacheFolder.graphs(), SLOTS, Bench.capacity(tasks), precision, threads);
      try (ComparisonBench engines = new ComparisonBench(base, opened, serving)) {
        Bench bench = new Bench(engines, tasks);
        ComparisonPlan plan = new Planning(bench, folder, watch).plan(asked, time);
        new Comparison(bench, plan, folder, watch).run();
      }
    }
    print.println("The table is in " + out.resolve("results.md"));
    print.flush();
    return 0;
  }

  private static List<TaskRows> encode(List<Task> tasks, BaseModel base, Scale scale) {
    int maxLength = base.config().trainingDefaults().maxLength();
    ExampleEncoder encoder = base.encoder();
    return tasks.stream().map(task -> TaskRows.encode(task, encoder, scale, maxLength)).toList();
  }
}
