package io.milora.tenantmanager.aliases;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.model.ContentHash;
import io.milora.model.TenantId;
import io.milora.model.evaluation.EvaluationReport;
import io.milora.model.evaluation.GateResult;
import io.milora.model.evaluation.GateResult.Outcome;
import io.milora.model.evaluation.ModelScores;
import io.milora.model.evaluation.PromotionRule;
import io.milora.model.evaluation.PromotionRule.Reference;
import io.milora.persistence.EvaluationEntity;
import io.milora.persistence.Evaluations;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks a rule about a version. Only measurements of the same rows in the same precision are
 * compared.
 */
@ApplicationScoped
class Promotion {
  private final Evaluations evaluations;
  private final ObjectMapper json;

  Promotion(Evaluations evaluations, ObjectMapper json) {
    this.evaluations = evaluations;
    this.json = json;
  }

  /** A measurement of one version: its value, and of which rows in which precision. */
  private record Measured(String evaluation, EvaluationReport report, double value) {
    boolean comparableWith(Measured other) {
      return Objects.equals(report.dataset(), other.report.dataset())
          && report.precision() == other.report.precision()
          && report.lossRows() == other.report.lossRows()
          && report.answeredRows() == other.report.answeredRows()
          && (report.seed() == other.report.seed() || wholeDataset());
    }

    private boolean wholeDataset() {
      return report.lossRows() == report.rows() && report.answeredRows() == report.rows();
    }
  }

  /**
   * What the rule says.
   *
   * @param candidate id of the version that the alias is to stand for
   * @param current id of the version it stands for; null if it is new
   */
  GateResult ask(TenantId tenant, PromotionRule rule, String candidate, @Nullable String current) {
    List<Measured> candidates = measured(tenant, rule, candidate);
    if (rule.compareTo() == Reference.CONSTANT) {
      double constant = Objects.requireNonNull(rule.value());
      return candidates.stream()
          .findFirst()
          .map(found -> judged(rule, found, constant, null))
          .orElseGet(() -> GateResult.without(rule, Outcome.NOT_MEASURED));
    }
    if (current == null) {
      return GateResult.without(rule, Outcome.NOTHING_TO_COMPARE_WITH);
    }
    List<Measured> references = measured(tenant, rule, current);
    for (Measured found : candidates) {
      Optional<Measured> reference = references.stream().filter(found::comparableWith).findFirst();
      if (reference.isPresent()) {
        Measured compared = reference.get();
        return judged(rule, found, compared.value(), compared.evaluation());
      }
    }
    return GateResult.without(rule, Outcome.NOT_MEASURED);
  }

  private static GateResult judged(
      PromotionRule rule, Measured found, double reference, @Nullable String evaluation) {
    return new GateResult(
        rule,
        rule.holds(found.value(), reference) ? Outcome.PASSED : Outcome.FAILED,
        found.report().dataset(),
        found.value(),
        reference,
        rule.bound(reference),
        found.evaluation(),
        evaluation);
  }

  /** Newest first. */
  private List<Measured> measured(TenantId tenant, PromotionRule rule, String version) {
    String dataset = rule.dataset();
    return evaluations
        .succeededOf(tenant, version, dataset == null ? null : new ContentHash(dataset))
        .stream()
        .map(evaluation -> measured(rule, version, evaluation))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Measured> measured(
      PromotionRule rule, String version, EvaluationEntity evaluation) {
    EvaluationReport report = read(evaluation);
    ModelScores scores =
        version.equals(evaluation.adapterVersionId) ? report.model() : report.against();
    Double value = scores == null ? null : rule.metric().of(scores);
    return value == null
        ? Optional.empty()
        : Optional.of(new Measured(evaluation.id, report, value));
  }

  private EvaluationReport read(EvaluationEntity evaluation) {
    try {
      return json.readValue(evaluation.report, EvaluationReport.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "The report of evaluation " + evaluation.id + " cannot be read", e);
    }
  }
}
