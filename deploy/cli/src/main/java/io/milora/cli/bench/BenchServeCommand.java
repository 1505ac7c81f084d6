package io.milora.cli.bench;

import io.milora.cli.CacheFolder;
import io.milora.cli.bench.Figures.Ratio;
import io.milora.cli.engine.JsonOutput;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures serving. */
@Command(
    name = "serve",
    description =
        "Tokens/s of decoding and prefill, each system in turn; medians, spread, and ratios last.")
final class BenchServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BaseOption base;

  @Option(names = "--rank", description = "Rank of the pairs of all seven modules (16).")
  private int rank = Peers.LLAMA_RANK;

  @Option(names = "--runs", description = "Rounds in which every system takes its turn (3).")
  private int runs = 3;

  @Option(names = "--threads", description = "Threads that compute (all processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "WORK",
      description = "Measures these only: ${COMPLETION-CANDIDATES} (all).")
  private Set<ServeWork> only = EnumSet.allOf(ServeWork.class);

  @Option(
      names = "--peers",
      paramLabel = "DIR",
      description = "Measures llama.cpp and PEFT, too; a folder made by the peers' setup.sh.")
  private @Nullable Path peers;

  @Option(names = "--json", paramLabel = "FILE", description = "Write everything to FILE.")
  private @Nullable Path json;

  @Override
  public Integer call() throws Exception {
    check();
    PrintWriter out = spec.commandLine().getOut();
    BenchPrinter printer = new BenchPrinter(out);
    ServeWorks works =
        new ServeWorks(
            base.path(out),
            CacheFolder.graphs(),
            rank,
            threads,
            peers == null ? null : new Peers(peers));
    try (ScratchFolder scratch = ScratchFolder.create()) {
      Figures figures =
          new Figures(Rounds.run(works.contenders(scratch.path(), only), runs, printer::run));
      List<Ratio> wanted = ServeWorks.ratios();
      Map<String, Double> ratios = figures.ratios(wanted);
      printer.summary(figures, wanted, ratios);
      JsonOutput.write(json, new BenchReport(ratios, Machine.here(threads), figures.runs()));
    }
    return 0;
  }

  private void check() {
    List<Problem> problems = new ArrayList<>();
    Checks.rank(problems, rank);
    if (peers != null && rank != Peers.LLAMA_RANK) {
      problems.add(
          Problem.outOfRange(
              "--peers",
              "given beside --rank " + rank,
              "with --rank %d, which llama.cpp's adapter has".formatted(Peers.LLAMA_RANK)));
    }
    Checks.positive(problems, "--runs", runs);
    Checks.positive(problems, "--threads", threads);
    InvalidInputException.throwIfAny(problems);
  }
}
