package io.milora.persistence;

import io.milora.model.ContentHash;
import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.util.Optional;

/** Everything that a tenant can name as a model beside the base models. */
@ApplicationScoped
public class NamedModels {
  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final AdapterVersions versions;

  NamedModels(TenantTransactions transactions, EntityManager entities, AdapterVersions versions) {
    this.transactions = transactions;
    this.entities = entities;
    this.versions = versions;
  }

  /**
   * The tenant's version by alias or exact name, or the checkpoint of one of its jobs by exact
   * name. Another tenant's do not exist for it.
   */
  public Optional<NamedModel> resolve(TenantId tenant, String model) {
    return Checkpoints.isModelName(model)
        ? exact(tenant, model)
        : versions.resolve(tenant, model).map(NamedModel::of);
  }

  /** As {@link #resolve}, by exact name only; for roles that see no aliases. */
  public Optional<NamedModel> exact(TenantId tenant, String model) {
    return versions
        .findByModelName(tenant, model)
        .map(NamedModel::of)
        .or(() -> checkpoint(tenant, model));
  }

  /** What to say where {@link #resolve} finds nothing. */
  public static String missing(String model) {
    return Checkpoints.isModelName(model)
        ? "There is no checkpoint '%s', or it is not kept any more: a job keeps its newest and its best ones; GET /v1/fine_tuning/jobs/{id}/checkpoints lists them."
            .formatted(model)
        : "There is no model '%s'; GET /v1/models lists yours.".formatted(model);
  }

  /** A checkpoint of which no version was made. */
  private Optional<NamedModel> checkpoint(TenantId tenant, String model) {
    if (!Checkpoints.isModelName(model)) {
      return Optional.empty();
    }
    return transactions.call(
        tenant,
        () ->
            entities
                .createQuery(
                    """
                    SELECT j.baseModel AS base, c.adapterHash AS adapter
                    FROM CheckpointEntity c JOIN TrainingJobEntity j ON j.id = c.jobId
                    WHERE c.modelName = :name
                    """,
                    Tuple.class)
                .setParameter("name", model)
                .getResultStream()
                .findFirst()
                .map(
                    found ->
                        new NamedModel(
                            model,
                            found.get("base", String.class),
                            new ContentHash(found.get("adapter", String.class)),
                            null)));
  }
}
