package io.milora.persistence;

import io.milora.model.ContentHash;
import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;

/** What Mixture-of-LoRAs jobs have finished on their way. */
@ApplicationScoped
public class TrainedExperts {
  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final JobQueue queue;

  TrainedExperts(TenantTransactions transactions, EntityManager entities, JobQueue queue) {
    this.transactions = transactions;
    this.entities = entities;
    this.queue = queue;
  }

  /**
   * Keeps an expert whose archive is in the artifact store.
   *
   * @throws LeaseLostException if the lease does not hold
   */
  public void add(Lease lease, TrainedExpert expert) {
    queue.write(
        lease,
        job ->
            entities
                .createNativeQuery(
                    """
                    INSERT INTO trained_expert (tenant_id, job_id, domain, content_hash, steps, trained_tokens)
                    VALUES (:tenant, :job, :domain, :hash, :steps, :tokens)
                    """)
                .setParameter("tenant", lease.tenant().value())
                .setParameter("job", job.id)
                .setParameter("domain", expert.domain())
                .setParameter("hash", expert.content().hex())
                .setParameter("steps", expert.steps())
                .setParameter("tokens", expert.trainedTokens())
                .executeUpdate());
  }

  /** All of a job, in no order. */
  public List<TrainedExpert> list(TenantId tenant, String jobId) {
    return transactions.call(
        tenant,
        () -> {
          List<TrainedExpert> experts = new ArrayList<>();
          for (Object row :
              entities
                  .createNativeQuery(
                      """
                      SELECT domain, CAST(content_hash AS text), steps, trained_tokens
                      FROM trained_expert WHERE job_id = :job
                      """)
                  .setParameter("job", jobId)
                  .getResultList()) {
            experts.add(expert((Object[]) row));
          }
          return experts;
        });
  }

  private static TrainedExpert expert(Object[] row) {
    return new TrainedExpert(
        (String) row[0],
        new ContentHash((String) row[1]),
        ((Number) row[2]).intValue(),
        ((Number) row[3]).longValue());
  }
}
