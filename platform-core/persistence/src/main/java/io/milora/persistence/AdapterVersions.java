package io.milora.persistence;

import io.milora.model.PublicId;
import io.milora.model.TenantId;
import io.milora.model.evaluation.EvaluationReport;
import io.milora.model.evaluation.EvaluationStatus;
import io.milora.model.json.MiloraJson;
import io.milora.model.openai.FilePurpose;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** Published adapters. */
@ApplicationScoped
public class AdapterVersions {
  /** In model names and as the adapter's name where a job has no suffix. */
  private static final String NO_SUFFIX = "";

  private static final int SHORT_ID = 8;

  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final JobQueue queue;
  private final Tenants tenants;
  private final AuditLog audit;

  AdapterVersions(
      TenantTransactions transactions,
      EntityManager entities,
      JobQueue queue,
      Tenants tenants,
      AuditLog audit) {
    this.transactions = transactions;
    this.entities = entities;
    this.queue = queue;
    this.tenants = tenants;
    this.audit = audit;
  }

  /**
   * Publishes a job's result and ends the job as succeeded, both or neither; to be called in a
   * transaction that holds the contents of adapter and metrics ({@link Contents#lock}).
   *
   * @throws LeaseLostException if the lease does not hold; nothing was published
   */
  public AdapterVersionEntity publish(Lease lease, PublishedAdapter result) {
    return queue.write(
        lease,
        job -> {
          AdapterVersionEntity version = new AdapterVersionEntity();
          version.id = PublicId.ADAPTER_VERSION.next();
          name(version, lease.tenant(), job.baseModel, job.suffix);
          version.contentHash = result.content().hex();
          version.baseSha256 = result.base().hex();
          version.tokenizerSha256 = result.tokenizer().hex();
          version.chatTemplateSha256 = result.chatTemplate().hex();
          version.method = job.method;
          version.jobId = job.id;
          version.evaluation = MiloraJson.write(result.evaluation());
          entities.persist(version);
          entities.flush();
          keepEvaluation(job, version, result);
          job.resultFile = keepResults(result.results());
          queue.succeed(job, version);
          return version;
        });
  }

  /**
   * Publishes an adapter that was trained elsewhere; to be called in a transaction that holds its
   * content ({@link Contents#lock}).
   */
  public AdapterVersionEntity register(TenantId tenant, ImportedAdapter imported) {
    return transactions.call(
        tenant,
        () -> {
          AdapterVersionEntity version = new AdapterVersionEntity();
          version.id = PublicId.ADAPTER_VERSION.next();
          BaseModelEntity base = imported.base();
          name(version, tenant, base.name, imported.suffix());
          version.contentHash = imported.content().hex();
          version.baseSha256 = base.baseSha256;
          version.tokenizerSha256 = Objects.requireNonNull(base.tokenizerSha256);
          version.chatTemplateSha256 = Objects.requireNonNull(base.chatTemplateSha256);
          version.method = imported.method();
          version.importedFrom = imported.sent().hex();
          version.bytes = imported.bytes();
          entities.persist(version);
          entities.flush();
          entities.refresh(version);
          audit.record(tenant, AuditAction.ADAPTER_IMPORT, version.modelName, null, facts(version));
          return version;
        });
  }

  /**
   * Makes a version of a checkpoint, of the same name and bytes, which stays when the checkpoint
   * makes room for newer ones; to be called in a transaction that holds the bytes ({@link
   * Contents#lock}) and has found the checkpoint after that.
   */
  public AdapterVersionEntity publish(
      TenantId tenant, CheckpointEntity checkpoint, CheckpointBase base) {
    return transactions.call(
        tenant,
        () -> {
          TrainingJobEntity job = entities.find(TrainingJobEntity.class, checkpoint.jobId);
          AdapterVersionEntity version = new AdapterVersionEntity();
          version.id = PublicId.ADAPTER_VERSION.next();
          name(version, tenant, job.baseModel, job.suffix);
          version.modelName = Objects.requireNonNull(checkpoint.modelName);
          version.contentHash = Objects.requireNonNull(checkpoint.adapterHash);
          version.baseSha256 = base.base().hex();
          version.tokenizerSha256 = base.tokenizer().hex();
          version.chatTemplateSha256 = base.chatTemplate().hex();
          version.method = job.method;
          version.jobId = job.id;
          entities.persist(version);
          entities.flush();
          audit.record(
              tenant, AuditAction.CHECKPOINT_PUBLISH, version.modelName, null, facts(version));
          return version;
        });
  }

  private void name(
      AdapterVersionEntity version, TenantId tenant, String base, @Nullable String suffix) {
    String name = suffix == null ? NO_SUFFIX : suffix;
    version.baseModel = base;
    version.adapterId = adapterId(tenant, base, name);
    version.modelName =
        String.join(
            ":",
            "ft",
            base,
            tenants.get(tenant).name,
            name,
            version.id.substring(version.id.length() - SHORT_ID));
  }

  /** Nobody's upload, so no storage is asked for; it counts like any file. Gives its id. */
  private String keepResults(JobResults results) {
    FileEntity file = new FileEntity();
    file.id = PublicId.FILE.next();
    file.filename = JobResults.FILENAME;
    file.purpose = FilePurpose.FINE_TUNE_RESULTS;
    file.bytes = results.bytes();
    file.contentHash = results.content().hex();
    entities.persist(file);
    return file.id;
  }

  /** So that a job's measurement is found, and compared with, like one that was asked for. */
  private void keepEvaluation(
      TrainingJobEntity job, AdapterVersionEntity version, PublishedAdapter result) {
    EvaluationReport report = result.evaluation();
    if (report.dataset() == null) {
      return;
    }
    EvaluationEntity evaluation = new EvaluationEntity();
    evaluation.id = PublicId.EVALUATION.next();
    evaluation.baseModel = version.baseModel;
    evaluation.model = version.modelName;
    evaluation.adapterVersionId = version.id;
    evaluation.against = version.baseModel;
    evaluation.jobId = job.id;
    evaluation.file = job.validationFile;
    evaluation.datasetHash = report.dataset();
    evaluation.answerRows = report.answeredRows();
    evaluation.seed = report.seed();
    evaluation.status = EvaluationStatus.SUCCEEDED;
    evaluation.report = MiloraJson.write(report);
    evaluation.worstRows = MiloraJson.write(result.worst());
    evaluation.finishedAt = Instant.now();
    entities.persist(evaluation);
  }

  /** The version with this id. */
  public Optional<AdapterVersionEntity> find(TenantId tenant, String id) {
    return transactions.call(
        tenant, () -> Optional.ofNullable(entities.find(AdapterVersionEntity.class, id)));
  }

  /** The version with this exact model name. */
  public Optional<AdapterVersionEntity> findByModelName(TenantId tenant, String modelName) {
    return transactions.call(
        tenant,
        () ->
            entities
                .createQuery(
                    "FROM AdapterVersionEntity WHERE modelName = :name", AdapterVersionEntity.class)
                .setParameter("name", modelName)
                .getResultStream()
                .findFirst());
  }

  /**
   * What a request's {@code model} means to a tenant: an alias, or the exact name of a version. The
   * two cannot be confused, as aliases have no colon.
   */
  public Optional<AdapterVersionEntity> resolve(TenantId tenant, String model) {
    return transactions.call(
        tenant,
        () ->
            entities
                .createQuery(
                    """
                    FROM AdapterVersionEntity v
                    WHERE v.modelName = :name
                       OR v.id = (SELECT a.adapterVersionId FROM AliasEntity a WHERE a.name = :name)
                    """,
                    AdapterVersionEntity.class)
                .setParameter("name", model)
                .getResultStream()
                .findFirst());
  }

  /**
   * Versions, newest first.
   *
   * @param after id of the last one of the earlier part, null for the beginning
   */
  public List<AdapterVersionEntity> list(TenantId tenant, @Nullable String after, int limit) {
    return transactions.call(
        tenant,
        () ->
            Lists.newestFirst(
                entities,
                AdapterVersionEntity.class,
                "createdAt",
                "1 = 1",
                Map.of(),
                after,
                limit));
  }

  /**
   * Forgets a version and its evaluations; the job that trained it stays and names it by its model
   * only. Its bytes stay: see {@link Contents}.
   *
   * @throws AdapterInUseException if an alias stands for it; then the transaction is over
   */
  public void delete(TenantId tenant, String id) {
    transactions.run(
        tenant,
        () -> {
          AdapterVersionEntity version = entities.find(AdapterVersionEntity.class, id);
          if (version == null) {
            return;
          }
          entities
              .createQuery(
                  "UPDATE TrainingJobEntity SET adapterVersionId = NULL WHERE adapterVersionId = :id")
              .setParameter("id", id)
              .executeUpdate();
          audit.record(tenant, AuditAction.ADAPTER_DELETE, version.modelName, facts(version), null);
          entities.remove(version);
          try {
            entities.flush();
          } catch (ConstraintViolationException e) {
            throw new AdapterInUseException(e);
          }
        });
  }

  private static Map<String, Object> facts(AdapterVersionEntity version) {
    return Map.of(
        "method", version.method,
        "base_model", version.baseModel,
        "content_hash", version.contentHash);
  }

  private String adapterId(TenantId tenant, String base, String name) {
    entities
        .createNativeQuery(
            """
            INSERT INTO adapter (id, tenant_id, base_model, name) VALUES (:id, :tenant, :base, :name)
            ON CONFLICT (tenant_id, base_model, name) DO NOTHING
            """)
        .setParameter("id", "adapter-" + UUID.randomUUID())
        .setParameter("tenant", tenant.value())
        .setParameter("base", base)
        .setParameter("name", name)
        .executeUpdate();
    return entities
        .createQuery(
            "SELECT a.id FROM AdapterEntity a WHERE a.baseModel = :base AND a.name = :name",
            String.class)
        .setParameter("base", base)
        .setParameter("name", name)
        .getSingleResult();
  }
}
