package io.milora.cli.bench;

import io.milora.cli.engine.JsonOutput;
import io.milora.cli.engine.LabelledRow;
import io.milora.cli.engine.LabelledRows;
import io.milora.engine.base.BaseModel;
import io.milora.engine.evaluate.Agreement;
import io.milora.engine.text.ExampleEncoder;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures what the served precision changes. */
@Command(
    name = "accuracy",
    description =
        "How near the served 8-bit graph is to the float32 one, and that one to the PyTorch path: perplexity, most probable tokens, divergence, greedy answers.")
final class BenchAccuracyCommand implements Callable<Integer> {
  private static final int LONGEST_PROMPT = 512;

  @Spec private CommandSpec spec;
  @Mixin private BaseOption base;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Rows to read: JSON in LLM-Adapters' form.")
  private List<Path> files;

  @Option(names = "--rows", description = "Rows of each file, the first ones (100).")
  private int rows = 100;

  @Option(names = "--length", description = "Tokens at which a row is cut off (160).")
  private int length = 160;

  @Option(names = "--prompts", description = "Prompts that are answered greedily (50).")
  private int prompts = 50;

  @Option(names = "--new-tokens", description = "Tokens of such an answer (24).")
  private int newTokens = 24;

  @Option(names = "--threads", description = "Threads that compute (all processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", paramLabel = "FILE", description = "Write everything to FILE.")
  private @Nullable Path json;

  @Override
  public Integer call() throws Exception {
    check();
    PrintWriter out = spec.commandLine().getOut();
    List<List<LabelledRow>> read = files.stream().map(LabelledRows::read).toList();
    try (BaseModel model = BaseModel.open(base.path(out))) {
      ExampleEncoder encoder = model.encoder();
      AccuracyTrial trial = new AccuracyTrial(model, threads);
      Agreement agreement = trial.agreement(texts(read, encoder));
      AccuracyReport report =
          new AccuracyReport(
              agreement,
              agreement.perplexityGrowth(),
              trial.greedy(prompts(read, encoder), newTokens));
      report.print(out);
      JsonOutput.write(json, report);
    }
    return 0;
  }

  private void check() {
    List<Problem> problems = new ArrayList<>();
    atLeast(problems, "--rows", rows, 1);
    atLeast(problems, "--length", length, 2);
    atLeast(problems, "--prompts", prompts, 1);
    atLeast(problems, "--new-tokens", newTokens, 1);
    atLeast(problems, "--threads", threads, 1);
    InvalidInputException.throwIfAny(problems);
  }

  private static void atLeast(List<Problem> problems, String option, int given, int least) {
    if (given < least) {
      problems.add(Problem.outOfRange(option, given, least + " or more"));
    }
  }

  /** Question and answer as plain text, so that most tokens are real text. */
  private List<int[]> texts(List<List<LabelledRow>> read, ExampleEncoder encoder) {
    return read.stream()
        .flatMap(file -> file.stream().limit(rows))
        .map(row -> encoder.tokenizer().encode(row.instruction() + " " + row.output()))
        .map(tokens -> Arrays.copyOf(tokens, Math.min(length, tokens.length)))
        .filter(tokens -> tokens.length > 1)
        .toList();
  }

  /** As many of each file as of every other, as the chat template has them. */
  private List<int[]> prompts(List<List<LabelledRow>> read, ExampleEncoder encoder) {
    return read.stream()
        .flatMap(file -> file.stream().limit(Math.ceilDiv(prompts, read.size())))
        .map(row -> encoder.chat(row.chat().messages()).prompt())
        .filter(prompt -> prompt.length <= LONGEST_PROMPT)
        .limit(prompts)
        .toList();
  }
}
