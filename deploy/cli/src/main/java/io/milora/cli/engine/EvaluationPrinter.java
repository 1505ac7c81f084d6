package io.milora.cli.engine;

import io.milora.model.evaluation.DomainScores;
import io.milora.model.evaluation.EvaluationReport;
import io.milora.model.evaluation.ModelScores;
import io.milora.model.evaluation.WorstRow;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows an evaluation as a table. */
final class EvaluationPrinter {
  private final PrintWriter out;

  EvaluationPrinter(PrintWriter out) {
    this.out = out;
  }

  void print(EvaluateCommand.Result result) {
    EvaluationReport report = result.report();
    line(
        "%d rows: losses over %d, answers of %d (up to %d tokens), seed %d; %s",
        report.rows(),
        report.lossRows(),
        report.answeredRows(),
        report.maxNewTokens(),
        report.seed(),
        report.precision().name().toLowerCase(Locale.ROOT));
    if (report.labels() != null) {
      line("labels: %s", String.join(", ", report.labels()));
    }
    line(
        "%-10s %10s %10s %8s %8s %8s %8s",
        "", "loss", "perplexity", "exact", "label", "BLEU", "ROUGE-L");
    ModelScores model = report.model();
    ModelScores against = report.against();
    if (against != null) {
      scores("base", against);
    }
    if (model != null) {
      scores(against == null ? "base" : "adapter", model);
      domains(model);
    }
    worst(result.worst());
    out.flush();
  }

  private void scores(String name, ModelScores scores) {
    line(
        "%-10s %10.4f %10.3f %8s %8s %8.2f %8s",
        name,
        scores.loss(),
        scores.perplexity(),
        share(scores.exactMatch()),
        share(scores.labelAccuracy()),
        scores.bleu(),
        share(scores.rougeL()));
  }

  private void domains(ModelScores scores) {
    for (DomainScores domain : scores.domains()) {
      line(
          "  %-20s %5d rows  perplexity %.3f  exact %s  label %s  right domain %s",
          domain.domain(),
          domain.rows(),
          domain.perplexity(),
          share(domain.exactMatch()),
          share(domain.labelAccuracy()),
          share(domain.rightDomain()));
    }
  }

  private void worst(List<WorstRow> rows) {
    line("rows of greatest loss:");
    for (WorstRow row : rows) {
      line(
          "  row %d%s  loss %.3f  expected '%s'  given '%s'",
          row.row(),
          row.domain() == null ? "" : " of " + row.domain(),
          row.loss(),
          row.expected(),
          row.answer());
    }
  }

  private void line(String format, @Nullable Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }

  private static String share(@Nullable Double share) {
    return share == null ? "-" : String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }
}
