package io.milora.model.evaluation;

import io.milora.model.Precision;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation through the served graph found.
 *
 * @param precision of the served graph
 * @param engine what computed: library, version, kind of processor
 * @param dataset SHA-256 of what was measured on; null if there were no rows
 * @param rows of the dataset; 0 if there is none, and then nothing was measured
 * @param lossRows rows over which losses were taken, chosen by the seed
 * @param answeredRows rows that were answered, chosen by the seed
 * @param maxNewTokens after so many tokens an answer was cut off
 * @param seed chose the rows
 * @param labels the answers that there are, without what all begin or end with; null if the
 *     dataset's answers are no labels
 * @param model scores of the model asked for; null if nothing was measured
 * @param against scores of what it was compared with; null if nothing was
 */
public record EvaluationReport(
    Precision precision,
    String engine,
    @Nullable String dataset,
    int rows,
    int lossRows,
    int answeredRows,
    int maxNewTokens,
    int seed,
    @Nullable List<String> labels,
    @Nullable ModelScores model,
    @Nullable ModelScores against) {

  /** Nothing was there to measure with. */
  public static EvaluationReport ofNothing(Precision precision, String engine) {
    return new EvaluationReport(precision, engine, null, 0, 0, 0, 0, 0, null, null, null);
  }

  /** One sentence for people. */
  public String summary() {
    if (model == null) {
      return "There are no rows to evaluate with";
    }
    String text =
        "Served graph (%s): %s".formatted(precision.name().toLowerCase(Locale.ROOT), show(model));
    return against == null ? text : text + "; compared with " + show(against);
  }

  private static String show(ModelScores scores) {
    return String.format(
        Locale.ROOT,
        "perplexity=%.3f, accuracy=%.1f%%",
        scores.perplexity(),
        100 * scores.accuracy());
  }
}
