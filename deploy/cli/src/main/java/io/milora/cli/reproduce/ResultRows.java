package io.milora.cli.reproduce;

import io.milora.cli.reproduce.CellResult.TaskScore;
import io.milora.cli.reproduce.ComparisonPlan.MethodPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The rows of the table, as text: for each method, setting and task one row a seed, then their mean
 * and spread; the base model first.
 */
final class ResultRows {
  static final List<String> COLUMNS =
      List.of(
          "method",
          "task",
          "setting",
          "seed",
          "accuracy",
          "in_form",
          "parameters",
          "rank",
          "steps",
          "trained_tokens",
          "train_seconds",
          "train_cpu_seconds",
          "train_tokens_per_second",
          "decode_tokens_per_second",
          "decode_tokens_per_second_batch",
          "dev_perplexity");

  /** A score and the cell that it belongs to. */
  private record Scored(CellResult result, TaskScore score) {}

  private final Findings findings;
  private final List<List<String>> rows = new ArrayList<>();

  private ResultRows(Findings findings) {
    this.findings = findings;
  }

  /** All rows so far, each with a value for every one of {@link #COLUMNS}. */
  static List<List<String>> of(ComparisonPlan plan, Findings findings) {
    ResultRows made = new ResultRows(findings);
    made.base();
    for (MethodPlan method : plan.methods()) {
      for (String setting : Cell.settings(plan.asked().data().keySet().stream().toList())) {
        for (String task : plan.asked().data().keySet()) {
          made.seeds(method, setting, task);
        }
      }
    }
    return made.rows;
  }

  /** The same as comma-separated values. */
  static String csv(ComparisonPlan plan, Findings findings) {
    StringBuilder text = new StringBuilder(String.join(",", COLUMNS)).append('\n');
    of(plan, findings).forEach(row -> text.append(String.join(",", row)).append('\n'));
    return text.toString();
  }

  private void base() {
    BaseResult base = findings.base();
    if (base == null) {
      return;
    }
    for (TaskScore score : base.scores()) {
      String perplexity =
          findings.results().stream()
              .filter(result -> result.cell().setting().equals(score.task()))
              .findFirst()
              .map(result -> decimals(3, result.devPerplexityBefore()))
              .orElse("");
      rows.add(
          List.of(
              DecodeResult.BASE,
              score.task(),
              "",
              "",
              percent(score.accuracy()),
              percent(score.formShare()),
              "0",
              "",
              "0",
              "0",
              "0",
              "0",
              "",
              single(DecodeResult.BASE),
              batch(DecodeResult.BASE),
              perplexity));
    }
  }

  private void seeds(MethodPlan method, String setting, String task) {
    List<Scored> scored = new ArrayList<>();
    for (CellResult result : findings.results()) {
      if (result.cell().method().equals(method.name()) && result.cell().setting().equals(setting)) {
        result.scores().stream()
            .filter(score -> score.task().equals(task))
            .forEach(score -> scored.add(new Scored(result, score)));
        if (result.failure() != null && (setting.equals(task) || setting.equals(Cell.MIXED))) {
          rows.add(failed(method, task, result));
        }
      }
    }
    String kind = kind(setting);
    for (Scored one : scored) {
      rows.add(row(method, task, kind, String.valueOf(one.result().cell().seed()), value(one)));
    }
    if (scored.size() > 1) {
      rows.add(row(method, task, kind, "mean", f -> spread(scored, f).mean()));
      rows.add(row(method, task, kind, "spread", f -> spread(scored, f).deviation()));
    }
  }

  private static String kind(String setting) {
    return setting.equals(Cell.MIXED) ? Cell.MIXED : "single";
  }

  private static Spread spread(List<Scored> scored, ToDoubleFunction<Scored> column) {
    return Spread.of(scored.stream().map(column::applyAsDouble).toList());
  }

  private static Aggregate value(Scored one) {
    return column -> column.applyAsDouble(one);
  }

  /** One number out of one or several runs. */
  private interface Aggregate {
    double of(ToDoubleFunction<Scored> column);
  }

  private List<String> row(
      MethodPlan method, String task, String kind, String seed, Aggregate runs) {
    return List.of(
        method.name(),
        task,
        kind,
        seed,
        percent(runs.of(s -> s.score().accuracy())),
        percent(runs.of(s -> s.score().formShare())),
        String.valueOf(method.parameters()),
        String.valueOf(method.rank()),
        decimals(0, runs.of(s -> s.result().steps())),
        decimals(0, runs.of(s -> s.result().trainedTokens())),
        decimals(1, runs.of(s -> s.result().cost().seconds())),
        decimals(1, runs.of(s -> s.result().cost().cpuSeconds())),
        decimals(1, runs.of(s -> s.result().tokensPerSecond())),
        single(method.name()),
        batch(method.name()),
        decimals(3, runs.of(s -> s.result().keptPerplexity())));
  }

  private List<String> failed(MethodPlan method, String task, CellResult result) {
    List<String> row =
        new ArrayList<>(
            List.of(
                method.name(),
                task,
                kind(result.cell().setting()),
                String.valueOf(result.cell().seed()),
                "diverged at step " + result.steps()));
    while (row.size() < COLUMNS.size()) {
      row.add("");
    }
    return row;
  }

  private String single(String model) {
    return findings.speeds(model).map(s -> decimals(1, s.singleMedian())).orElse("");
  }

  private String batch(String model) {
    return findings.speeds(model).map(s -> decimals(1, s.batchMedian())).orElse("");
  }

  static String percent(double share) {
    return decimals(1, 100 * share);
  }

  static String decimals(int digits, double value) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
