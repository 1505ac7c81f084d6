package io.milora.persistence;

import io.milora.model.WorkerReport;
import io.milora.model.json.MiloraJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The worker processes of the platform. */
@ApplicationScoped
public class Workers {
  private final TenantTransactions transactions;
  private final EntityManager entities;

  Workers(TenantTransactions transactions, EntityManager entities) {
    this.transactions = transactions;
    this.entities = entities;
  }

  /**
   * Gives a sign of life; the first one registers the worker.
   *
   * @param address where its health can be asked, a URL
   * @return whether it is to finish what it has and take nothing new
   */
  public boolean heartbeat(
      String id,
      WorkerEntity.Kind kind,
      String address,
      WorkerEntity.State state,
      WorkerReport report) {
    return transactions.callForPlatform(
        () ->
            (Boolean)
                entities
                    .createNativeQuery(
                        """
                        INSERT INTO worker (id, kind, address, state, report)
                        VALUES (:id, :kind, :address, :state, CAST(:report AS jsonb))
                        ON CONFLICT (id) DO UPDATE
                        SET state = excluded.state, report = excluded.report,
                            heartbeat_at = clock_timestamp()
                        RETURNING drain
                        """,
                        Boolean.class)
                    .setParameter("id", id)
                    .setParameter("kind", kind.name())
                    .setParameter("address", address)
                    .setParameter("state", state.name())
                    .setParameter("report", MiloraJson.write(report))
                    .getSingleResult());
  }

  /**
   * Asks a worker to finish what it has and take nothing new, or to go on; it hears of it with its
   * next sign of life.
   *
   * @return the worker as it is now; empty if there is none with this id
   */
  public Optional<WorkerEntity> drain(String id, boolean drain) {
    return transactions.callForPlatform(
        () -> {
          WorkerEntity worker = entities.find(WorkerEntity.class, id);
          if (worker != null) {
            worker.drain = drain;
          }
          return Optional.ofNullable(worker);
        });
  }

  /** Forgets those that have been silent since then. */
  public void forget(Instant silentSince) {
    transactions.callForPlatform(
        () ->
            entities
                .createNativeQuery("DELETE FROM worker WHERE heartbeat_at < :since")
                .setParameter("since", silentSince)
                .executeUpdate());
  }

  /** All workers, the one heard of last first. */
  public List<WorkerEntity> list() {
    return transactions.callForPlatform(
        () ->
            entities
                .createQuery("FROM WorkerEntity ORDER BY heartbeatAt DESC, id", WorkerEntity.class)
                .getResultList());
  }
}
