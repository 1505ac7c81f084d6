package io.milora.persistence;

import io.milora.model.ContentHash;
import io.milora.model.PublicId;
import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** States from which jobs can go on. */
@ApplicationScoped
public class Checkpoints {
  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final JobQueue queue;

  Checkpoints(TenantTransactions transactions, EntityManager entities, JobQueue queue) {
    this.transactions = transactions;
    this.entities = entities;
    this.queue = queue;
  }

  /**
   * Registers a checkpoint whose bytes are in the artifact store. A step that has one keeps it.
   * Afterwards the caller makes sure that the bytes are still there: they may have been deleted
   * just before, as nobody else kept them.
   *
   * @param stage see {@link CheckpointEntity#stage}
   * @param step over all stages
   * @param bytes size of the content
   * @param metrics {@link io.milora.model.openai.FineTuningJobCheckpoint.Metrics} as JSON
   * @throws LeaseLostException if the lease does not hold
   */
  public void add(
      Lease lease, String stage, int step, ContentHash contentHash, long bytes, String metrics) {
    queue.write(
        lease,
        job -> {
          lock(contentHash.hex());
          int added =
              entities
                  .createNativeQuery(
                      """
                    INSERT INTO checkpoint
                      (id, tenant_id, job_id, stage, step, content_hash, bytes, metrics)
                    VALUES (:id, :tenant, :job, :stage, :step, :hash, :bytes, CAST(:metrics AS jsonb))
                    ON CONFLICT (tenant_id, job_id, step) DO NOTHING
                    """)
                  .setParameter("id", PublicId.CHECKPOINT.next())
                  .setParameter("tenant", lease.tenant().value())
                  .setParameter("job", job.id)
                  .setParameter("stage", stage)
                  .setParameter("step", step)
                  .setParameter("hash", contentHash.hex())
                  .setParameter("bytes", bytes)
                  .setParameter("metrics", metrics)
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
   * @param deleteContent called if no job of any tenant keeps the same bytes; nobody can begin to
   *     keep them meanwhile
   * @throws LeaseLostException if the lease does not hold
   */
  public void remove(Lease lease, CheckpointEntity checkpoint, Runnable deleteContent) {
    queue.write(
        lease,
        job -> {
          lock(checkpoint.contentHash);
          entities
              .createQuery("DELETE FROM CheckpointEntity WHERE id = :id")
              .setParameter("id", checkpoint.id)
              .executeUpdate();
          boolean used =
              (Boolean)
                  entities
                      .createNativeQuery("SELECT content_in_use(:hash)", Boolean.class)
                      .setParameter("hash", checkpoint.contentHash)
                      .getSingleResult();
          if (!used) {
            deleteContent.run();
          }
          return job;
        });
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
