package io.milora.cli.reproduce;

import io.milora.cli.reproduce.ComparisonPlan.MethodPlan;
import io.milora.cli.reproduce.TaskRows.TestRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The tables for people: how it was done, accuracies side by side, then every number. */
final class MarkdownReport {
  private final ComparisonPlan plan;
  private final List<TaskRows> tasks;
  private final Findings findings;
  private final StringBuilder text = new StringBuilder();

  MarkdownReport(ComparisonPlan plan, List<TaskRows> tasks, Findings findings) {
    this.plan = plan;
    this.tasks = tasks;
    this.findings = findings;
  }

  String text() {
    text.append("# Comparison on ").append(plan.asked().base()).append("\n\n");
    setup();
    methods();
    accuracies();
    text.append("\n## Every number\n\n");
    table(ResultRows.COLUMNS, ResultRows.of(plan, findings));
    return text.toString();
  }

  private void setup() {
    Scale scale = plan.scale();
    ComparisonPlan.Asked asked = plan.asked();
    int done = findings.results().size();
    int all = plan.cells().size();
    if (done < all || findings.decode() == null) {
      line("**Not finished: %d of %d training runs are done.**\n", done, all);
    }
    line(
        "Budget %s: up to %d training rows of each task (asked: %d), %d epochs (asked: %d), %d test rows (asked: %d), %d dev rows, batch %d, seeds %s; %d threads, served in %s.",
        asked.budget(),
        scale.rows(),
        asked.scale().rows(),
        scale.epochs(),
        asked.scale().epochs(),
        scale.testRows(),
        asked.scale().testRows(),
        scale.devRows(),
        asked.batch(),
        asked.seeds(),
        asked.threads(),
        asked.precision());
    line(
        "All methods see the same rows in the same batches in the same order. The state with the best dev loss is kept. Answers are greedy, from the engine that serves. Accuracies are in percent; decode speeds are medians in tokens/s of one sequence and of a batch of eight, measured in turn.");
    line("");
    for (TaskRows task : tasks) {
      line(
          "- %s: %d training rows, %d test rows (always the most frequent answer: %s %% right); left out: %d training rows that a test file asks, %d repeated, %d too long.",
          task.name(),
          task.train(scale.rows()).size(),
          task.test(scale.testRows()).size(),
          ResultRows.percent(mostFrequent(task.test(scale.testRows()))),
          task.task().leaked(),
          task.task().repeated(),
          task.tooLong());
    }
  }

  private static double mostFrequent(List<TestRow> rows) {
    Map<String, Long> counts =
        rows.stream().collect(Collectors.groupingBy(r -> r.row().answer(), Collectors.counting()));
    return (double) Collections.max(counts.values()) / rows.size();
  }

  private void methods() {
    text.append("\n## Methods\n\n");
    long wanted = plan.methods().getFirst().parameters();
    table(
        List.of("method", "rank", "trainable parameters", "of the first", "learning rate"),
        plan.methods().stream()
            .map(
                m ->
                    List.of(
                        m.name(),
                        String.valueOf(m.rank()),
                        String.valueOf(m.parameters()),
                        ResultRows.decimals(3, (double) m.parameters() / wanted),
                        String.valueOf(m.learningRate())))
            .toList());
  }

  /** Like the papers' tables: a method a row, a task a column, each setting on its own. */
  private void accuracies() {
    text.append("\n## Accuracy\n\n");
    List<String> names = tasks.stream().map(TaskRows::name).toList();
    List<List<String>> rows = new ArrayList<>();
    BaseResult base = findings.base();
    if (base != null) {
      List<Double> shares = base.scores().stream().map(CellResult.TaskScore::accuracy).toList();
      rows.add(
          Stream.of(
                  List.of(DecodeResult.BASE, ""),
                  shares.stream().map(ResultRows::percent).toList(),
                  List.of(ResultRows.percent(Spread.of(shares).mean())))
              .flatMap(List::stream)
              .toList());
    }
    for (String kind : names.size() > 1 ? List.of("single", Cell.MIXED) : List.of("single")) {
      for (MethodPlan method : plan.methods()) {
        rows.add(accuracies(method.name(), kind, names));
      }
    }
    table(
        Stream.of(List.of("method", "setting"), names, List.of("mean"))
            .flatMap(List::stream)
            .toList(),
        rows);
  }

  private List<String> accuracies(String method, String kind, List<String> names) {
    List<String> row = new ArrayList<>(List.of(method, kind));
    List<Double> means = new ArrayList<>();
    for (String task : names) {
      List<Double> found =
          findings.accuracies(method, kind.equals(Cell.MIXED) ? Cell.MIXED : task, task);
      if (found.isEmpty()) {
        row.add("");
        continue;
      }
      Spread spread = Spread.of(found);
      means.add(spread.mean());
      row.add(
          ResultRows.percent(spread.mean())
              + (found.size() > 1 ? " ± " + ResultRows.percent(spread.deviation()) : ""));
    }
    row.add(means.size() < names.size() ? "" : ResultRows.percent(Spread.of(means).mean()));
    return row;
  }

  private void table(List<String> columns, List<List<String>> rows) {
    line("| %s |", String.join(" | ", columns));
    line(
        "|%s",
        IntStream.range(0, columns.size()).mapToObj(i -> "---|").collect(Collectors.joining()));
    rows.forEach(row -> line("| %s |", String.join(" | ", row)));
  }

  private void line(String format, Object... values) {
    text.append(String.format(java.util.Locale.ROOT, format, values)).append('\n');
  }
}
