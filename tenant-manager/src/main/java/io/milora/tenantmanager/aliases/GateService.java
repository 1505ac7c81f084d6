package io.milora.tenantmanager.aliases;

import io.milora.http.ApiException;
import io.milora.http.RequestFields;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.TenantId;
import io.milora.model.evaluation.Metric;
import io.milora.model.evaluation.PromotionRule;
import io.milora.model.openai.Deleted;
import io.milora.persistence.AliasGates;
import io.milora.persistence.FileEntity;
import io.milora.persistence.Files;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rules that aliases move by. */
@ApplicationScoped
class GateService {
  private final AliasGates gates;
  private final Files files;

  GateService(AliasGates gates, Files files) {
    this.gates = gates;
    this.files = files;
  }

  /**
   * Sets the rule of an alias, which need not exist yet.
   *
   * @throws InvalidInputException with all problems of the body
   */
  AliasGate set(TenantId tenant, String alias, RequestFields body) {
    PromotionRule rule = read(tenant, body);
    gates.set(tenant, alias, rule);
    return AliasGate.of(alias, rule);
  }

  private PromotionRule read(TenantId tenant, RequestFields body) {
    body.requiredText("metric");
    Metric metric = body.constant("metric", Metric.class, Metric.ACCURACY);
    PromotionRule.Reference reference =
        body.constant("compare_to", PromotionRule.Reference.class, PromotionRule.Reference.CURRENT);
    Double value = body.number("value");
    double tolerance = Objects.requireNonNullElse(body.number("tolerance"), 0.0);
    PromotionRule.Unit unit =
        body.constant("unit", PromotionRule.Unit.class, PromotionRule.Unit.POINTS);
    FileEntity file = file(tenant, body);
    body.refuseOthers();
    body.throwIfAnyProblem();
    return new PromotionRule(
        metric,
        reference,
        value,
        tolerance,
        unit,
        file == null ? null : file.id,
        file == null ? null : file.trainedHash());
  }

  private @Nullable FileEntity file(TenantId tenant, RequestFields body) {
    String id = body.text("file");
    FileEntity file = id == null ? null : files.findDataset(tenant, id).orElse(null);
    if (id != null && file == null) {
      body.report(
          new Problem(
              "file",
              "file_not_found",
              "There is no file '" + id + "' of purpose fine-tune; upload it to /v1/files."));
    }
    return file;
  }

  AliasGate get(TenantId tenant, String alias) {
    return gates
        .find(tenant, alias)
        .map(rule -> AliasGate.of(alias, rule))
        .orElseThrow(() -> notFound(alias));
  }

  Deleted delete(TenantId tenant, String alias) {
    if (!gates.delete(tenant, alias)) {
      throw notFound(alias);
    }
    return new Deleted(alias, "alias.gate", true);
  }

  private static ApiException notFound(String alias) {
    return ApiException.notFound(
        "Alias " + alias + " has no rule; set one with PUT.", "name", "gate_not_found");
  }
}
