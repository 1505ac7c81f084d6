package io.milora.tenantmanager.aliases;

import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.model.InvalidInputException;
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
import io.milora.persistence.AliasName;
import io.milora.persistence.Aliases;
import io.milora.persistence.Caller;
import io.milora.persistence.TenantTransactions;
import io.milora.tenantmanager.http.PageQuery;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
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
  private final Candidates candidates;

  AliasService(
      TenantTransactions transactions,
      Aliases aliases,
      AliasGates gates,
      AdapterVersions versions,
      Promotion promotion,
      Candidates candidates) {
    this.transactions = transactions;
    this.aliases = aliases;
    this.gates = gates;
    this.versions = versions;
    this.promotion = promotion;
    this.candidates = candidates;
  }

  /**
   * Points the name at a model of the tenant. The version before is always allowed.
   *
   * @throws InvalidInputException if the name has another shape or there is no such model
   * @throws ApiException 409 if the alias's rule does not hold and is not overridden
   */
  Alias point(Caller caller, String name, AliasMoveRequest request) {
    AliasName.check(name);
    AdapterVersionEntity version = candidates.require(caller.tenant(), request.model());
    return transactions.call(caller.tenant(), () -> pointHeld(caller, name, version, request));
  }

  private Alias pointHeld(
      Caller caller, String name, AdapterVersionEntity version, AliasMoveRequest request) {
    TenantId tenant = caller.tenant();
    AliasEntity alias = aliases.hold(tenant, name).orElse(null);
    if (alias != null && version.id.equals(alias.previousVersionId)) {
      aliases.rollBack(tenant, name, caller.who());
    } else if (alias != null && version.id.equals(alias.adapterVersionId)) {
      aliases.endCanary(tenant, name, caller.who());
    } else {
      String current = alias == null ? null : alias.adapterVersionId;
      aliases.move(tenant, name, version, allowed(caller, name, version, current, request));
    }
    return Alias.of(name, request.model(), null);
  }

  /**
   * Sends a share of the name's requests to another model of the tenant.
   *
   * @throws InvalidInputException if there is no such model
   * @throws ApiException 409 if the name stands for it already, or the alias's rule does not hold
   *     and is not overridden; 404 if there is no such alias
   */
  Alias setCanary(Caller caller, String name, CanaryRequest request) {
    TenantId tenant = caller.tenant();
    if (aliases.find(tenant, name).isEmpty()) {
      throw notFound(name);
    }
    AliasMoveRequest wanted = request.move();
    AdapterVersionEntity version = candidates.require(tenant, wanted.model());
    return transactions.call(
        tenant,
        () -> {
          AliasEntity alias = aliases.hold(tenant, name).orElseThrow(() -> notFound(name));
          if (version.id.equals(alias.adapterVersionId)) {
            throw new ApiException(
                ErrorKind.CONFLICT,
                "Alias %s stands for %s already; a canary is another version."
                    .formatted(name, wanted.model()),
                "model",
                "same_model");
          }
          AliasMove move = allowed(caller, name, version, alias.adapterVersionId, wanted);
          aliases.setCanary(tenant, name, version, request.percent(), move);
          return view(tenant, alias);
        });
  }

  /**
   * Sends all of the name's requests to its own version again.
   *
   * @throws ApiException 404 if there is no such alias, 409 if it has no canary
   */
  Alias endCanary(Caller caller, String name) {
    TenantId tenant = caller.tenant();
    return transactions.call(
        tenant,
        () -> {
          AliasEntity alias = aliases.hold(tenant, name).orElseThrow(() -> notFound(name));
          if (!aliases.endCanary(tenant, name, caller.who())) {
            throw new ApiException(
                ErrorKind.CONFLICT, "Alias " + name + " has no canary.", "name", "no_canary");
          }
          return view(tenant, alias);
        });
  }

  private Alias view(TenantId tenant, AliasEntity alias) {
    String canary = alias.canaryVersionId;
    Integer percent = alias.canaryPercent;
    return Alias.of(
        alias.name,
        model(tenant, alias.adapterVersionId),
        canary == null || percent == null
            ? null
            : new Alias.Canary(model(tenant, canary), percent));
  }

  private String model(TenantId tenant, String versionId) {
    return versions.find(tenant, versionId).orElseThrow().modelName;
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

  /** Ends a canary, or else points the name at the version before. */
  Alias rollBack(Caller caller, String name) {
    return transactions.call(
        caller.tenant(),
        () -> {
          AliasEntity alias = aliases.hold(caller.tenant(), name).orElseThrow(() -> notFound(name));
          if (aliases.endCanary(caller.tenant(), name, caller.who())) {
            return view(caller.tenant(), alias);
          }
          return aliases
              .rollBack(caller.tenant(), name, caller.who())
              .map(model -> Alias.of(name, model, null))
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

  /** All aliases, by name. */
  Page<Alias> list(TenantId tenant) {
    List<Alias> all =
        transactions.call(
            tenant,
            () ->
                aliases.list(tenant).stream()
                    .sorted(Comparator.comparing((AliasEntity alias) -> alias.name))
                    .map(alias -> view(tenant, alias))
                    .toList());
    return Page.of(all, false, Alias::id);
  }

  Alias get(TenantId tenant, String name) {
    return transactions.call(
        tenant,
        () ->
            aliases
                .find(tenant, name)
                .map(alias -> view(tenant, alias))
                .orElseThrow(() -> notFound(name)));
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

  private static ApiException notFound(String name) {
    return ApiException.notFound("No such alias: " + name, "name", "alias_not_found");
  }
}
