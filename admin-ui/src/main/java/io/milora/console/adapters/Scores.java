package io.milora.console.adapters;

import io.milora.console.platform.Evaluation;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.Show;
import io.milora.model.evaluation.EvaluationReport;
import io.milora.model.evaluation.ModelScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What evaluations found, a measure a row: the adapter, what it was compared with, and the gain.
 */
final class Scores {
  private Scores() {}

  /**
   * A measure.
   *
   * @param gain for people, better or worse in words
   */
  record Line(String measure, String adapter, String against, String gain) {}

  /** A table of one evaluation; empty if it measured nothing. */
  static Optional<DataTable<Line>> table(Evaluation evaluation) {
    EvaluationReport report = evaluation.report();
    if (report == null || report.model() == null) {
      return Optional.empty();
    }
    DataTable<Line> table =
        new DataTable<>(
            "Scores",
            List.of(
                Column.text("Measure", Line::measure),
                Column.number("Adapter", Line::adapter),
                Column.number(against(evaluation), Line::against),
                Column.text("Adapter is", Line::gain)));
    table.show(lines(report.model(), report.against()));
    return Optional.of(table);
  }

  private static String against(Evaluation evaluation) {
    String name = evaluation.against();
    return name == null
        ? "Nothing"
        : name.startsWith("ft:") ? ModelName.of(name).shortName() : "Base";
  }

  private static List<Line> lines(ModelScores model, @Nullable ModelScores against) {
    List<Line> lines = new ArrayList<>();
    lines.add(
        line(
            "Perplexity",
            Show.decimal(model.perplexity(), 3),
            against == null ? null : Show.decimal(against.perplexity(), 3),
            against == null ? 0 : against.perplexity() - model.perplexity()));
    if (model.labelAccuracy() != null) {
      lines.add(
          share(
              "Label accuracy",
              model.labelAccuracy(),
              against == null ? null : against.labelAccuracy()));
    }
    lines.add(
        share("Exact match", model.exactMatch(), against == null ? null : against.exactMatch()));
    lines.add(share("ROUGE-L", model.rougeL(), against == null ? null : against.rougeL()));
    lines.add(
        line(
            "BLEU",
            Show.decimal(model.bleu(), 1),
            against == null ? null : Show.decimal(against.bleu(), 1),
            against == null ? 0 : model.bleu() - against.bleu()));
    return lines;
  }

  private static Line share(String measure, Double model, @Nullable Double against) {
    return line(
        measure,
        Show.percent(model),
        against == null ? null : Show.percent(against),
        against == null ? 0 : model - against);
  }

  private static Line line(String measure, String model, @Nullable String against, double gain) {
    String word = against == null || gain == 0 ? "" : gain > 0 ? "better" : "worse";
    return new Line(measure, model, against == null ? "–" : against, word);
  }
}
