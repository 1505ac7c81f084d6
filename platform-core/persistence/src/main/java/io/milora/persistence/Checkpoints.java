package io.milora.persistence;

import io.milora.model.ContentHash;
import io.milora.model.PublicId;
import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** States from which jobs can go on. */
@ApplicationScoped
public class Checkpoints {
  private static final String MODEL_MARK = "ckpt-step-";
  private static final int SHORT_ID = 8;

  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final JobQueue queue;
  private final Tenants tenants;

  Checkpoints(
      TenantTransactions transactions, EntityManager entities, JobQueue queue, Tenants tenants) {
    this.transactions = transactions;
    this.entities = entities;
    this.queue = queue;
    this.tenants = tenants;
  }

  /**
   * Registers a checkpoint whose bytes are in the artifact store. A step that has one keeps it.
   * Afterwards the caller makes sure that the bytes are still there: they may have been deleted
   * just before, as nobody else kept them.
   *
   * @throws LeaseLostException if the lease does not hold
   */
  public void add(Lease lease, KeptCheckpoint kept) {
    queue.write(
        lease,
        job -> {
          lock(kept.state().hex());
          String tenant = tenants.get(lease.tenant()).name;
          int added =
              entities
                  .createNativeQuery(
                      """
                    INSERT INTO checkpoint
                      (id, tenant_id, job_id, stage, step, content_hash, bytes, model_name,
                       adapter_hash, metrics)
                    VALUES (:id, :tenant, :job, :stage, :step, :hash, :bytes, :model, :adapter,
                      CAST(:metrics AS jsonb))
                    ON CONFLICT (tenant_id, job_id, step) DO NOTHING
                    """)
                  .setParameter("id", PublicId.CHECKPOINT.next())
                  .setParameter("tenant", lease.tenant().value())
                  .setParameter("job", job.id)
                  .setParameter("stage", kept.stage())
                  .setParameter("step", kept.step())
                  .setParameter("hash", kept.state().hex())
                  .setParameter("bytes", kept.bytes())
                  .setParameter("model", modelName(job, tenant, kept.step()))
                  .setParameter("adapter", kept.adapter().hex())
                  .setParameter("metrics", kept.metrics())
                  .executeUpdate();
          if (added > 0) {
            // Whoever gets ahead does not kill its workers, however often they die.
            job.attempts = 1;
          }
          return job;
        });
  }

  /**
   * Forgets a checkpoint.
   *
   * @param delete called for its state and its adapter, of each unless something of any tenant has
   *     the same bytes; nobody can begin to keep them meanwhile
   * @throws LeaseLostException if the lease does not hold
   */
  public void remove(Lease lease, CheckpointEntity checkpoint, Consumer<ContentHash> delete) {
    queue.write(
        lease,
        job -> {
          List<String> contents =
              Stream.of(checkpoint.contentHash, checkpoint.adapterHash)
                  .filter(Objects::nonNull)
                  .toList();
          contents.stream().sorted().forEach(this::lock); // as everybody does
          entities
              .createQuery("DELETE FROM CheckpointEntity WHERE id = :id")
              .setParameter("id", checkpoint.id)
              .executeUpdate();
          contents.stream()
              .filter(hash -> !isUsed(hash))
              .forEach(hash -> delete.accept(new ContentHash(hash)));
          return job;
        });
  }

  private boolean isUsed(String hash) {
    return (Boolean)
        entities
            .createNativeQuery("SELECT content_in_use(:hash)", Boolean.class)
            .setParameter("hash", hash)
            .getSingleResult();
  }

  /** The one with this exact name as a model. */
  public Optional<CheckpointEntity> findByModelName(TenantId tenant, String model) {
    return transactions.call(
        tenant,
        () ->
            entities
                .createQuery(
                    "FROM CheckpointEntity WHERE modelName = :name", CheckpointEntity.class)
                .setParameter("name", model)
                .getResultStream()
                .findFirst());
  }

  /** Named like the job's model would be, and the same before and after the job has ended. */
  public static String modelName(TrainingJobEntity job, String tenant, int step) {
    return String.join(
        ":",
        "ft",
        job.baseModel,
        tenant,
        Objects.requireNonNullElse(job.suffix, ""),
        job.id.substring(job.id.length() - SHORT_ID),
        MODEL_MARK + step);
  }

  /** Whether a model's name is that of a checkpoint, whosever it is and whether it is there. */
  public static boolean isModelName(String model) {
    return model.contains(":" + MODEL_MARK);
  }

  /** Whoever adds or removes the same content waits until this transaction ends. */
  private void lock(String contentHash) {
    entities
        .createNativeQuery(
            "SELECT CAST(pg_advisory_xact_lock(hashtextextended(:hash, 0)) AS text)", String.class)
        .setParameter("hash", contentHash)
        .getSingleResult();
  }

  /** The one with the most steps. */
  public Optional<CheckpointEntity> newest(TenantId tenant, String jobId) {
    return list(tenant, jobId, null, 1).stream().findFirst();
  }

  /**
   * Checkpoints of a job, those with most steps first.
   *
   * @param after id of the last one of the earlier part, null for the beginning
   */
  public List<CheckpointEntity> list(
      TenantId tenant, String jobId, @Nullable String after, int limit) {
    return transactions.call(
        tenant,
        () ->
            Lists.newestFirst(
                entities,
                CheckpointEntity.class,
                "step",
                "e.jobId = :job",
                Map.of("job", jobId),
                after,
                limit));
  }
}
