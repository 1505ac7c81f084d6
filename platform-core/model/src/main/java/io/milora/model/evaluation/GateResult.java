package io.milora.model.evaluation;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an alias's rule said about a version.
 *
 * @param rule as it was then
 * @param outcome what came of it
 * @param dataset SHA-256 of what both were measured on; null if there is no such dataset
 * @param candidate the version's value, in the metric's own unit; null if it was not measured
 * @param reference what it was compared with; null if there is nothing
 * @param bound the worst value that passes; null where nothing could be compared
 * @param candidateEvaluation id of the evaluation that the value is from
 * @param referenceEvaluation likewise; null for a constant
 */
public record GateResult(
    PromotionRule rule,
    Outcome outcome,
    @Nullable String dataset,
    @Nullable Double candidate,
    @Nullable Double reference,
    @Nullable Double bound,
    @Nullable String candidateEvaluation,
    @Nullable String referenceEvaluation) {

  /** What can come of a rule. */
  public enum Outcome {
    /** The rule holds. */
    PASSED,
    /** It does not. */
    FAILED,
    /** There is no evaluation of both on one dataset. */
    NOT_MEASURED,
    /** The alias stands for nothing yet. */
    NOTHING_TO_COMPARE_WITH
  }

  /** Nothing could be compared. */
  public static GateResult without(PromotionRule rule, Outcome outcome) {
    return new GateResult(rule, outcome, null, null, null, null, null, null);
  }

  /** Whether the alias may move. */
  public boolean allows() {
    return outcome == Outcome.PASSED || outcome == Outcome.NOTHING_TO_COMPARE_WITH;
  }

  /** The numbers, for people. */
  public String numbers() {
    return String.format(
        Locale.ROOT,
        "candidate %.6g, compared with %.6g, allowed %s %.6g",
        candidate,
        reference,
        rule.metric().moreIsBetter() ? "at least" : "at most",
        bound);
  }
}
