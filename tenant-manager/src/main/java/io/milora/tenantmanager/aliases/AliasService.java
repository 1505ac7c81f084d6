package io.milora.tenantmanager.aliases;

import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.TenantId;
import io.milora.model.evaluation.GateResult;
import io.milora.model.evaluation.PromotionRule;
import io.milora.model.openai.Deleted;
import io.milora.model.openai.Page;
import io.milora.persistence.AdapterVersionEntity;
import io.milora.persistence.AdapterVersions;
import io.milora.persistence.AliasEntity;
import io.milora.persistence.AliasGates;
import io.milora.persistence.AliasMove;
import io.milora.persistence.Aliases;
import io.milora.persistence.Caller;
import io.milora.persistence.TenantTransactions;
import io.milora.tenantmanager.http.PageQuery;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Moves names between adapter versions, as their rules allow. */
@ApplicationScoped
class AliasService {
  private final TenantTransactions transactions;
  private final Aliases aliases;
  private final AliasGates gates;
  private final AdapterVersions versions;
  private final Promotion promotion;

  AliasService(
      TenantTransactions transactions,
      Aliases aliases,
      AliasGates gates,
      AdapterVersions versions,
      Promotion promotion) {
    this.transactions = transactions;
    this.aliases = aliases;
    this.gates = gates;
    this.versions = versions;
    this.promotion = promotion;
  }

  /**
   * Points the name at a model of the tenant. The version before is always allowed.
   *
   * @throws InvalidInputException if the name has another shape or there is no such model
   * @throws ApiException 409 if the alias's rule does not hold and is not overridden
   */
  Alias point(Caller caller, String name, AliasMoveRequest request) {
    return transactions.call(caller.tenant(), () -> pointHeld(caller, name, request));
  }

  private Alias pointHeld(Caller caller, String name, AliasMoveRequest request) {
    TenantId tenant = caller.tenant();
    AliasEntity alias = aliases.hold(tenant, name).orElse(null);
    AdapterVersionEntity version =
        versions
            .findByModelName(tenant, request.model())
            .orElseThrow(() -> modelNotFound(request.model()));
    if (alias != null && version.id.equals(alias.previousVersionId)) {
      aliases.rollBack(tenant, name, caller.who());
    } else if (alias == null || !version.id.equals(alias.adapterVersionId)) {
      String current = alias == null ? null : alias.adapterVersionId;
      aliases.move(tenant, name, version, allowed(caller, name, version, current, request));
    }
    return Alias.of(name, request.model());
  }

  private AliasMove allowed(
      Caller caller,
      String name,
      AdapterVersionEntity version,
      @Nullable String current,
      AliasMoveRequest request) {
    GateResult gate =
        gates
            .find(caller.tenant(), name)
            .map(rule -> promotion.ask(caller.tenant(), rule, version.id, current))
            .orElse(null);
    if (gate == null || gate.allows()) {
      return new AliasMove(caller.who(), gate, null);
    }
    if (request.reason() == null) {
      throw refusal(version.modelName, gate);
    }
    return new AliasMove(caller.who(), gate, request.reason());
  }

  private static ApiException refusal(String model, GateResult gate) {
    if (gate.outcome() == GateResult.Outcome.NOT_MEASURED) {
      return new ApiException(
          ErrorKind.CONFLICT,
          "The rule '%s' needs a measurement%s that it can use: run POST /v1/evaluations for %s%s with the file to measure on, and try again when it has succeeded; or override the rule with a reason."
              .formatted(
                  gate.rule(),
                  gate.rule().dataset() == null ? "" : " on dataset " + gate.rule().dataset(),
                  model,
                  gate.rule().compareTo() == PromotionRule.Reference.CURRENT
                      ? ", against the alias's present model,"
                      : ""),
          "model",
          "gate_not_measured");
    }
    return new ApiException(
        ErrorKind.CONFLICT,
        "The rule '%s' does not hold for %s: %s (evaluation %s%s, dataset %s). Point the alias at a better version, or override the rule with a reason."
            .formatted(
                gate.rule(),
                model,
                gate.numbers(),
                gate.candidateEvaluation(),
                gate.referenceEvaluation() == null ? "" : " and " + gate.referenceEvaluation(),
                gate.dataset()),
        "model",
        "gate_failed");
  }

  /** Points the name at the version before. */
  Alias rollBack(Caller caller, String name) {
    return transactions.call(
        caller.tenant(),
        () -> {
          if (aliases.hold(caller.tenant(), name).isEmpty()) {
            throw notFound(name);
          }
          return aliases
              .rollBack(caller.tenant(), name, caller.who())
              .map(model -> Alias.of(name, model))
              .orElseThrow(
                  () ->
                      new ApiException(
                          ErrorKind.CONFLICT,
                          "Alias "
                              + name
                              + " has no version before the present one to go back to; point it at a model with PUT.",
                          "name",
                          "nothing_to_roll_back"));
        });
  }

  Alias get(TenantId tenant, String name) {
    // The exact name of a version would be found, too, but is no alias; it has colons.
    if (name.contains(":")) {
      throw notFound(name);
    }
    return versions
        .resolve(tenant, name)
        .map(version -> Alias.of(name, version.modelName))
        .orElseThrow(() -> notFound(name));
  }

  Deleted delete(Caller caller, String name) {
    if (!aliases.delete(caller.tenant(), name, caller.who())) {
      throw notFound(name);
    }
    return new Deleted(name, "alias", true);
  }

  /** What became of the alias; also of one that is gone. */
  Page<AliasChange> history(TenantId tenant, String name, PageQuery page) {
    List<AliasChange> found =
        aliases.history(tenant, name, page.after(), page.limit() + 1).stream()
            .map(AliasChange::of)
            .toList();
    if (found.isEmpty() && page.after() == null) {
      throw notFound(name);
    }
    return Page.cut(found, page.limit(), AliasChange::id);
  }

  private static InvalidInputException modelNotFound(String model) {
    return new InvalidInputException(
        new Problem("model", "model_not_found", "There is no model '" + model + "'."));
  }

  private static ApiException notFound(String name) {
    return ApiException.notFound("No such alias: " + name, "name", "alias_not_found");
  }
}
