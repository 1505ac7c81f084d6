package io.milora.persistence;

import io.milora.model.TenantId;
import io.milora.model.TrainingShare;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;

/** Shares of training; every tenant has one. */
@ApplicationScoped
public class TrainingShares {
  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final AuditLog audit;

  TrainingShares(TenantTransactions transactions, EntityManager entities, AuditLog audit) {
    this.transactions = transactions;
    this.entities = entities;
    this.audit = audit;
  }

  public TrainingShare get(TenantId tenant) {
    return transactions.call(
        tenant,
        () -> {
          Tuple row =
              (Tuple)
                  entities
                      .createNativeQuery(
                          "SELECT weight, max_running_jobs FROM training_share WHERE tenant_id = :tenant",
                          Tuple.class)
                      .setParameter("tenant", tenant.value())
                      .getSingleResult();
          return new TrainingShare(
              row.get("weight", Double.class), row.get("max_running_jobs", Integer.class));
        });
  }

  /** In force with the next claim; jobs that run go on. */
  public void set(TenantId tenant, TrainingShare share) {
    transactions.run(
        tenant,
        () -> {
          audit.record(tenant, AuditAction.TRAINING_SHARE_SET, tenant.value(), get(tenant), share);
          entities
              .createNativeQuery(
                  """
                    UPDATE training_share
                    SET weight = :weight, max_running_jobs = CAST(:jobs AS integer)
                    WHERE tenant_id = :tenant
                    """)
              .setParameter("weight", share.weight())
              .setParameter("jobs", share.maxRunningJobs())
              .setParameter("tenant", tenant.value())
              .executeUpdate();
        });
  }
}
