package io.milora.cli.engine;

import io.milora.cli.engine.EvaluationReport.Scores;
import io.milora.datasets.TrainingRow;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.base.BaseModel;
import io.milora.engine.evaluate.ExactMatch;
import io.milora.engine.evaluate.Perplexity;
import io.milora.engine.generate.Detokenizer;
import io.milora.engine.serve.ServingEngine;
import io.milora.engine.text.Example;
import io.milora.engine.text.Tokenizer;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    description = "Perplexity and exact-match accuracy on a file, base against adapter.")
public final class EvaluateCommand implements Callable<Integer> {
  /** Room for an answer that is longer than the expected one. */
  private static final int ROOM = 32;

  @Spec private CommandSpec spec;
  @Mixin private EngineOptions engine;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      required = true,
      description = "JSONL, chat or prompt and completion, as for training.")
  private Path file;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the numbers to FILE.")
  private @Nullable Path json;

  @Override
  public Integer call() {
    try (BaseModel base = engine.openBase()) {
      List<Example> examples = examples(base);
      Detokenizer detokenizer = detokenizer(base);
      Adapter adapter = engine.readAdapter(base);
      int longest = examples.stream().mapToInt(Example::length).max().orElseThrow();
      try (ServingEngine serving = engine.serve(base, 1, longest + ROOM)) {
        Scores bare = measure(serving, BareBase.INSTANCE, detokenizer, examples);
        Scores adapted =
            adapter == BareBase.INSTANCE ? null : measure(serving, adapter, detokenizer, examples);
        EvaluationReport report = new EvaluationReport(examples.size(), bare, adapted);
        print(report);
        JsonOutput.write(json, report);
      }
    }
    return 0;
  }

  /** All rows, or all problems of all rows. */
  private List<Example> examples(BaseModel base) {
    List<Example> examples = new ArrayList<>();
    for (TrainingRow row : Rows.read(file, "--file")) {
      examples.add(Rows.encode(row, base.encoder()));
    }
    return examples;
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

  private static Scores measure(
      ServingEngine serving, Adapter adapter, Detokenizer detokenizer, List<Example> examples) {
    Perplexity perplexity = Perplexity.measure(serving, 0, adapter, examples);
    ExactMatch answers = ExactMatch.measure(serving, 0, adapter, detokenizer, examples);
    return new Scores(
        perplexity.value(), perplexity.meanLoss(), answers.accuracy(), answers.correct());
  }

  private void print(EvaluationReport report) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%d rows%n%-8s %12s %10s%n", report.rows(), "", "perplexity", "accuracy");
    print(out, "base", report.base());
    if (report.adapter() != null) {
      print(out, "adapter", report.adapter());
    }
  }

  private static void print(PrintWriter out, String name, Scores scores) {
    out.printf("%-8s %12.4f %9.1f%%%n", name, scores.perplexity(), 100 * scores.accuracy());
  }
}
