package io.milora.tenantmanager.evaluations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.TenantId;
import io.milora.model.evaluation.EvaluationStatus;
import io.milora.model.evaluation.WorstRow;
import io.milora.model.openai.Page;
import io.milora.persistence.AdapterVersionEntity;
import io.milora.persistence.BaseModels;
import io.milora.persistence.EvaluationEntity;
import io.milora.persistence.Evaluations;
import io.milora.persistence.FileEntity;
import io.milora.persistence.Files;
import io.milora.persistence.NamedModel;
import io.milora.persistence.NamedModels;
import io.milora.persistence.TenantTransactions;
import io.milora.tenantmanager.http.PageQuery;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Evaluations as tenants see them. Workers write to them, too. */
@ApplicationScoped
class EvaluationService {
  /** What a request calls the bare base of the model asked for. */
  private static final String BASE = "base";

  private final TenantTransactions transactions;
  private final Evaluations evaluations;
  private final NamedModels models;
  private final BaseModels bases;
  private final Files files;
  private final ObjectMapper json;

  EvaluationService(
      TenantTransactions transactions,
      Evaluations evaluations,
      NamedModels models,
      BaseModels bases,
      Files files,
      ObjectMapper json) {
    this.transactions = transactions;
    this.evaluations = evaluations;
    this.models = models;
    this.bases = bases;
    this.files = files;
    this.json = json;
  }

  /**
   * What a name stands for.
   *
   * @param version null for the bare base and for checkpoints
   */
  private record Named(String name, String base, @Nullable AdapterVersionEntity version) {
    static Named of(NamedModel model) {
      return new Named(model.name(), model.baseModel(), model.version());
    }

    static Named base(String base) {
      return new Named(base, base, null);
    }

    boolean bare() {
      return name.equals(base);
    }

    @Nullable String versionId() {
      return version == null ? null : version.id;
    }
  }

  /**
   * Queues an evaluation.
   *
   * @throws InvalidInputException with every name that is not known
   */
  Evaluation create(TenantId tenant, EvaluationRequest request) {
    return transactions.call(
        tenant, () -> Evaluation.of(evaluations.create(tenant, planned(tenant, request))));
  }

  private EvaluationEntity planned(TenantId tenant, EvaluationRequest request) {
    List<Problem> problems = new ArrayList<>();
    Optional<Named> model = named(tenant, request.model(), "model", problems);
    Optional<Named> against = model.flatMap(known -> against(tenant, request, known, problems));
    Optional<FileEntity> file = files.findDataset(tenant, request.file());
    if (file.isEmpty()) {
      problems.add(
          new Problem(
              "file",
              "file_not_found",
              "There is no file '"
                  + request.file()
                  + "' of purpose fine-tune; upload it to /v1/files."));
    }
    InvalidInputException.throwIfAny(problems);
    EvaluationEntity evaluation = new EvaluationEntity();
    evaluation.baseModel = model.orElseThrow().base();
    evaluation.model = model.orElseThrow().name();
    evaluation.adapterVersionId = model.orElseThrow().versionId();
    evaluation.against = against.map(Named::name).orElse(null);
    evaluation.againstVersionId = against.map(Named::versionId).orElse(null);
    evaluation.file = file.orElseThrow().id;
    evaluation.datasetHash = file.orElseThrow().trainedHash();
    evaluation.answerRows = request.rows();
    evaluation.seed = request.seed();
    return evaluation;
  }

  private Optional<Named> against(
      TenantId tenant, EvaluationRequest request, Named model, List<Problem> problems) {
    String name = request.against();
    if (name == null || name.equals(BASE)) {
      return model.bare() ? Optional.empty() : Optional.of(Named.base(model.base()));
    }
    Optional<Named> against = named(tenant, name, "against", problems);
    against
        .filter(other -> !other.base().equals(model.base()))
        .ifPresent(
            other ->
                problems.add(
                    new Problem(
                        "against",
                        "other_base",
                        "%s is of base model %s and %s of %s; compare models of one base."
                            .formatted(model.name(), model.base(), other.name(), other.base()))));
    return against;
  }

  private Optional<Named> named(
      TenantId tenant, String name, String param, List<Problem> problems) {
    Optional<Named> found =
        models
            .resolve(tenant, name)
            .map(Named::of)
            .or(() -> bases.find(name).map(base -> Named.base(base.name)));
    if (found.isEmpty()) {
      problems.add(
          new Problem(
              param,
              "model_not_found",
              NamedModels.missing(name)
                  + " Allowed: a base model, an alias, or the exact name of a tuned model or checkpoint."));
    }
    return found;
  }

  Evaluation get(TenantId tenant, String id) {
    return Evaluation.of(find(tenant, id));
  }

  Page<Evaluation> list(TenantId tenant, PageQuery page) {
    List<Evaluation> found =
        evaluations.list(tenant, page.after(), page.limit() + 1).stream()
            .map(Evaluation::of)
            .toList();
    return Page.cut(found, page.limit(), Evaluation::id);
  }

  /** The rows of greatest loss. */
  Page<WorstRow> rows(TenantId tenant, String id) {
    EvaluationEntity evaluation = find(tenant, id);
    if (evaluation.worstRows == null) {
      throw new ApiException(
          ErrorKind.CONFLICT,
          "Evaluation %s is %s; its rows are there once it has succeeded."
              .formatted(id, evaluation.status.wireName()),
          "evaluation_id",
          evaluation.status == EvaluationStatus.FAILED
              ? "evaluation_failed"
              : "evaluation_not_finished");
    }
    try {
      List<WorstRow> rows = json.readValue(evaluation.worstRows, new TypeReference<>() {});
      return Page.of(rows, false, row -> String.valueOf(row.row()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The rows of evaluation " + id + " cannot be read", e);
    }
  }

  private EvaluationEntity find(TenantId tenant, String id) {
    return evaluations
        .find(tenant, id)
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "No such evaluation: " + id, "evaluation_id", "evaluation_not_found"));
  }
}
