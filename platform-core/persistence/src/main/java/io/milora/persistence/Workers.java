package io.milora.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;

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
   */
  public void heartbeat(
      String id, WorkerEntity.Kind kind, String address, WorkerEntity.State state) {
    transactions.callForPlatform(
        () ->
            entities
                .createNativeQuery(
                    """
                    INSERT INTO worker (id, kind, address, state) VALUES (:id, :kind, :address, :state)
                    ON CONFLICT (id)
                    DO UPDATE SET state = excluded.state, heartbeat_at = clock_timestamp()
                    """)
                .setParameter("id", id)
                .setParameter("kind", kind.name())
                .setParameter("address", address)
                .setParameter("state", state.name())
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
