package io.milora.persistence;

import io.milora.model.ContentHash;
import io.milora.model.PublicId;
import io.milora.model.TenantId;
import io.milora.model.evaluation.EvaluationStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Evaluations, as their tenants see them. Workers come through {@link EvaluationQueue}. */
@ApplicationScoped
public class Evaluations {
  private final TenantTransactions transactions;
  private final EntityManager entities;

  Evaluations(TenantTransactions transactions, EntityManager entities) {
    this.transactions = transactions;
    this.entities = entities;
  }

  /**
   * Puts an evaluation into the queue.
   *
   * @param evaluation with what is asked filled in; the rest is set here
   */
  public EvaluationEntity create(TenantId tenant, EvaluationEntity evaluation) {
    evaluation.id = PublicId.EVALUATION.next();
    evaluation.status = EvaluationStatus.QUEUED;
    transactions.run(tenant, evaluation::persistAndFlush);
    return evaluation;
  }

  /** The evaluation, unless it is another tenant's or nobody's. */
  public Optional<EvaluationEntity> find(TenantId tenant, String id) {
    return transactions.call(
        tenant, () -> Optional.ofNullable(entities.find(EvaluationEntity.class, id)));
  }

  /**
   * Evaluations, newest first.
   *
   * @param after id of the last one of the earlier part, null for the beginning
   */
  public List<EvaluationEntity> list(TenantId tenant, @Nullable String after, int limit) {
    return transactions.call(
        tenant,
        () ->
            Lists.newestFirst(
                entities, EvaluationEntity.class, "createdAt", "1 = 1", Map.of(), after, limit));
  }

  /** Evaluations that have not ended and measure on a file, oldest first. */
  public List<EvaluationEntity> unfinishedOn(TenantId tenant, String fileId) {
    return transactions.call(
        tenant,
        () ->
            entities
                .createQuery(
                    "FROM EvaluationEntity WHERE finishedAt IS NULL AND file = :file ORDER BY createdAt, id",
                    EvaluationEntity.class)
                .setParameter("file", fileId)
                .getResultList());
  }

  /** What has not ended and measures a version, or compares with it. */
  public List<EvaluationEntity> unfinishedOf(TenantId tenant, String versionId) {
    return transactions.call(
        tenant,
        () ->
            entities
                .createQuery(
                    """
                    FROM EvaluationEntity
                    WHERE finishedAt IS NULL
                      AND (adapterVersionId = :version OR againstVersionId = :version)
                    ORDER BY createdAt, id
                    """,
                    EvaluationEntity.class)
                .setParameter("version", versionId)
                .getResultList());
  }

  /**
   * What was found of a version, as the model asked for or as what another was compared with,
   * newest first.
   *
   * @param dataset null for any
   */
  public List<EvaluationEntity> succeededOf(
      TenantId tenant, String versionId, @Nullable ContentHash dataset) {
    return transactions.call(
        tenant,
        () ->
            entities
                .createQuery(
                    """
                    FROM EvaluationEntity
                    WHERE status = SUCCEEDED
                      AND (adapterVersionId = :version OR againstVersionId = :version)
                      AND (:dataset IS NULL OR datasetHash = :dataset)
                    ORDER BY finishedAt DESC, id DESC
                    """,
                    EvaluationEntity.class)
                .setParameter("version", versionId)
                .setParameter("dataset", dataset == null ? null : dataset.hex())
                .getResultList());
  }
}
