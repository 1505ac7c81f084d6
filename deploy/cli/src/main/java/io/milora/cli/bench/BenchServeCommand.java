package io.milora.cli.bench;

import io.milora.cli.CacheFolder;
import io.milora.cli.bench.Figures.Ratio;
import io.milora.cli.bench.Figures.Series;
import io.milora.cli.engine.JsonOutput;
import io.milora.engine.adapter.Adapter;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
        "Tokens/s of decoding and prefill, each system in turn, and latencies of a whole system over HTTP; medians, spread, and ratios last.")
final class BenchServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BaseOption base;

  @Option(names = "--rank", description = "Rank of the pairs of all seven modules (16).")
  private int rank = Peers.LLAMA_RANK;

  @Option(names = "--runs", description = "Rounds in which every system takes its turn (3).")
  private int rounds = 3;

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
      Figures figures = new Figures(measure(works, scratch.path(), printer, out));
      List<Ratio> wanted =
          Stream.of(ServeWorks.ratios(), Growth.ratios()).flatMap(List::stream).toList();
      Map<String, Double> ratios = figures.ratios(wanted);
      printer.summary(figures, wanted, ratios);
      ServeReport report =
          new ServeReport(
              ratios,
              median(figures, AddedTtft.ADDED),
              median(figures, ColdAdapter.BEYOND_WARM),
              Machine.here(threads),
              figures.runs());
      printer.latency(
          "p8_added_ttft_ms",
          report.p8AddedTtftMs(),
          "what HTTP, key, template, tokenizer and queue add to the engine's first token");
      printer.latency(
          "p8_cold_adapter_ms",
          report.p8ColdAdapterMs(),
          "how much later the first token comes with an adapter that is not in memory");
      JsonOutput.write(json, report);
    }
    return 0;
  }

  private List<Run> measure(ServeWorks works, Path scratch, BenchPrinter printer, PrintWriter out)
      throws IOException, SQLException, InterruptedException {
    List<Run> runs =
        new ArrayList<>(Rounds.run(works.contenders(scratch, only), rounds, printer::run));
    if (only.stream().anyMatch(ServeWork::needsSystem)) {
      try (BenchSystem system = BenchSystem.start(works, scratch, out)) {
        runs.addAll(Rounds.run(onSystem(system), rounds, printer::run));
      }
    }
    return runs;
  }

  private List<Contender> onSystem(BenchSystem system)
      throws IOException, SQLException, InterruptedException {
    Adapter adapter = system.fresh();
    String model = system.publish(adapter);
    HttpWork.warmUp(system, model);
    List<Contender> contenders = new ArrayList<>();
    if (only.contains(ServeWork.TTFT)) {
      contenders.add(new AddedTtft(system, adapter, model));
    }
    if (only.contains(ServeWork.COLD)) {
      contenders.add(new ColdAdapter(system));
    }
    if (only.contains(ServeWork.GROWTH)) {
      List<String> models = new ArrayList<>(List.of(model));
      while (models.size() < Growth.CALLERS) {
        models.add(system.publish(system.fresh()));
      }
      contenders.add(new Growth(system, models));
    }
    return contenders;
  }

  private static @Nullable Double median(Figures figures, Series series) {
    return figures.values(series).map(Figures.Spread::median).orElse(null);
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
    Checks.positive(problems, "--runs", rounds);
    Checks.positive(problems, "--threads", threads);
    InvalidInputException.throwIfAny(problems);
  }
}
