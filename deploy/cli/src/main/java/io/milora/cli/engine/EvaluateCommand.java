package io.milora.cli.engine;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.base.BaseModel;
import io.milora.engine.evaluate.EvaluationLimits;
import io.milora.engine.evaluate.EvaluationPlan;
import io.milora.engine.evaluate.EvaluationRow;
import io.milora.engine.evaluate.Evaluator;
import io.milora.engine.evaluate.Labels;
import io.milora.engine.evaluate.Measurement;
import io.milora.engine.generate.Detokenizer;
import io.milora.engine.serve.ServingEngine;
import io.milora.engine.text.Tokenizer;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.evaluation.EvaluationReport;
import io.milora.model.evaluation.WorstRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

/** Measures a model on the rows of a file, and with an adapter both with and without it. */
@Command(
    name = "evaluate",
    description = "Perplexity, accuracy, BLEU and ROUGE-L on a file, adapter against base.")
public final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private EngineOptions engine;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "JSONL, chat or prompt and completion, as for training.")
  private @Nullable Path file;

  @Option(
      names = "--domain",
      paramLabel = "NAME=FILE",
      description = "In place of --file: the rows of one domain; once for each domain.")
  private final Map<String, Path> domains = new LinkedHashMap<>();

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "100",
      description = "Rows to answer at most, of all files together (${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--loss-rows",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Rows to take losses and chosen domains of at most (${DEFAULT-VALUE}).")
  private int lossRows;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Chooses the rows (${DEFAULT-VALUE}).")
  private int seed;

  @Option(
      names = "--slots",
      defaultValue = "4",
      description = "Answers that are generated at once (${DEFAULT-VALUE}).")
  private int slots;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the numbers to FILE.")
  private @Nullable Path json;

  /** What {@code --json} writes. */
  record Result(EvaluationReport report, List<WorstRow> worst) {}

  @Override
  public Integer call() {
    try (BaseModel base = engine.openBase()) {
      List<EvaluationRow> all = rows(base);
      Adapter adapter = engine.readAdapter(base);
      Detokenizer detokenizer = detokenizer(base);
      int capacity = Math.min(EvaluationPlan.capacity(all), base.config().maxPositions());
      try (ServingEngine serving = engine.serve(base, slots, capacity)) {
        EvaluationPlan plan =
            EvaluationPlan.of(
                all,
                new EvaluationLimits(lossRows, rows, seed),
                detokenizer,
                Set.copyOf(base.config().endTokens()));
        Result result =
            measure(new Evaluator(serving, detokenizer, plan), adapter, serving, plan, all.size());
        new EvaluationPrinter(spec.commandLine().getOut()).print(result);
        JsonOutput.write(json, result);
      }
    }
    return 0;
  }

  private Result measure(
      Evaluator evaluator,
      Adapter adapter,
      ServingEngine serving,
      EvaluationPlan plan,
      int allRows) {
    Measurement bare = evaluator.measure(BareBase.INSTANCE, () -> false);
    boolean adapted = adapter != BareBase.INSTANCE;
    Measurement model = adapted ? evaluator.measure(adapter, () -> false) : bare;
    EvaluationReport report =
        new EvaluationReport(
            serving.identity().precision(),
            serving.identity().build(),
            null,
            allRows,
            plan.lossRows().size(),
            plan.answerRows().size(),
            plan.maxNewTokens(),
            seed,
            plan.labels().map(Labels::names).orElse(null),
            model.scores(),
            adapted ? bare.scores() : null);
    return new Result(report, model.worst());
  }

  /** All rows, or all problems of all rows. */
  private List<EvaluationRow> rows(BaseModel base) {
    if ((file == null) == domains.isEmpty()) {
      throw new InvalidInputException(
          new Problem(
              "--file",
              "missing_option",
              "Give --file FILE, or --domain NAME=FILE for each domain; one of the two."));
    }
    List<EvaluationRow> all = new ArrayList<>();
    if (file != null) {
      add(all, base, file, "--file", null);
    }
    domains.forEach((domain, path) -> add(all, base, path, "--domain " + domain, domain));
    return all;
  }

  private static void add(
      List<EvaluationRow> all, BaseModel base, Path file, String option, @Nullable String domain) {
    Rows.read(
        file,
        option,
        (number, row) ->
            all.add(new EvaluationRow(number, Rows.encode(row, base.encoder()), domain)));
  }

  private static Detokenizer detokenizer(BaseModel base) {
    Tokenizer tokenizer =
        base.tokenizer()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        new Problem(
                            "--model",
                            "missing_tokenizer",
                            "This model brings no tokenizer; evaluation needs one.")));
    return ids -> tokenizer.decode(ids, true);
  }
}
