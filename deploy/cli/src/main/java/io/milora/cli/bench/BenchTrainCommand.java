package io.milora.cli.bench;

import io.milora.cli.bench.Figures.Ratio;
import io.milora.cli.engine.JsonOutput;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures training. */
@Command(
    name = "train",
    description =
        "Tokens/s and peak memory of training, each system in turn; medians, spread, and ratios last.")
final class BenchTrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BaseOption base;

  @Option(names = "--rank", description = "Rank of the pairs of all seven modules (16).")
  private int rank = 16;

  @Option(names = "--rows", description = "Rows of a step (4).")
  private int rows = Peers.STEP_ROWS;

  @Option(names = "--length", description = "Tokens of a row, half of them with loss (128).")
  private int length = Peers.STEP_LENGTH;

  @Option(names = "--runs", description = "Rounds in which every system runs once (3).")
  private int runs = 3;

  @Option(names = "--threads", description = "Threads that compute (all processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--peers",
      paramLabel = "DIR",
      description = "Measures PEFT, too; a folder made by the peers' setup.sh.")
  private @Nullable Path peers;

  @Option(
      names = "--arc",
      paramLabel = "FILE",
      description = "Measures training on a file's rows, too; JSON in LLM-Adapters' form.")
  private @Nullable Path arc;

  @Option(names = "--arc-rows", description = "How many of its rows (96).")
  private int arcRows = 96;

  @Option(names = "--batch", description = "Rows of a step on the file's rows (16).")
  private int batch = 16;

  @Option(
      names = "--jobs",
      description = "Compares so many jobs at once with the same one after another.")
  private int jobs = 1;

  @Option(names = "--json", paramLabel = "FILE", description = "Write everything to FILE.")
  private @Nullable Path json;

  @Override
  public Integer call() throws Exception {
    check();
    PrintWriter out = spec.commandLine().getOut();
    TrainWorks works =
        new TrainWorks(base.path(out), rank, threads, peers == null ? null : new Peers(peers));
    try (ScratchFolder scratch = ScratchFolder.create()) {
      Figures figures = measure(contenders(works, scratch.path()), new BenchPrinter(out));
      List<Ratio> wanted = TrainWorks.ratios(rows, length, jobs);
      Map<String, Double> ratios = figures.ratios(wanted);
      new BenchPrinter(out).summary(figures, wanted, ratios);
      JsonOutput.write(json, new BenchReport(ratios, Machine.here(threads), figures.runs()));
    }
    return 0;
  }

  private void check() {
    List<Problem> problems = new ArrayList<>();
    Checks.rank(problems, rank);
    Checks.positive(problems, "--rows", rows);
    Checks.positive(problems, "--runs", runs);
    Checks.positive(problems, "--threads", threads);
    Checks.positive(problems, "--arc-rows", arcRows);
    Checks.positive(problems, "--batch", batch);
    Checks.positive(problems, "--jobs", jobs);
    if (length < 8) {
      problems.add(Problem.outOfRange("--length", length, "8 or more"));
    }
    if (peers != null && (rows != Peers.STEP_ROWS || length != Peers.STEP_LENGTH)) {
      problems.add(
          Problem.outOfRange(
              "--peers",
              "given beside --rows %d --length %d".formatted(rows, length),
              "with --rows %d --length %d, which the peer trains on"
                  .formatted(Peers.STEP_ROWS, Peers.STEP_LENGTH)));
    }
    InvalidInputException.throwIfAny(problems);
  }

  /** One list a work: what is compared runs in turn. */
  private List<List<Contender>> contenders(TrainWorks works, Path scratch) throws IOException {
    List<List<Contender>> all = new ArrayList<>();
    all.add(works.step(scratch, rows, length));
    if (arc != null) {
      all.add(works.rows(scratch, arc, arcRows, batch));
    }
    if (jobs > 1) {
      all.add(works.jobs(scratch, jobs, rows, length));
    }
    return all;
  }

  private Figures measure(List<List<Contender>> works, BenchPrinter printer)
      throws IOException, InterruptedException {
    List<Run> found = new ArrayList<>();
    for (List<Contender> contenders : works) {
      found.addAll(Rounds.run(contenders, runs, printer::run));
    }
    return new Figures(found);
  }
}
