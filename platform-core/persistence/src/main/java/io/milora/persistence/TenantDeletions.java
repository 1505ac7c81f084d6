package io.milora.persistence;

import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The end of tenants. The database's clock decides when a time has come, so that nobody restores
 * what somebody else has begun to remove.
 */
@ApplicationScoped
public class TenantDeletions {
  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final AuditLog audit;

  TenantDeletions(TenantTransactions transactions, EntityManager entities, AuditLog audit) {
    this.transactions = transactions;
    this.entities = entities;
    this.audit = audit;
  }

  /**
   * From now on nothing may be done in the tenant's name, and after the time it is gone. A second
   * wish changes the date.
   *
   * @return the tenant as it is now; empty if its time has come already
   */
  public Optional<TenantEntity> schedule(TenantId tenant, Duration grace) {
    return change(
        tenant,
        """
        UPDATE tenant SET deletion_at = clock_timestamp() + make_interval(secs => :grace)
        WHERE id = :id AND (deletion_at IS NULL OR deletion_at > clock_timestamp())
        """,
        Map.of("grace", (double) grace.toSeconds()),
        AuditAction.TENANT_DELETE);
  }

  /**
   * Takes the deletion back.
   *
   * @return the tenant as it is now; empty if its time has come, or it is not to be deleted
   */
  public Optional<TenantEntity> restore(TenantId tenant) {
    return change(
        tenant,
        "UPDATE tenant SET deletion_at = NULL WHERE id = :id AND deletion_at > clock_timestamp()",
        Map.of(),
        AuditAction.TENANT_RESTORE);
  }

  private Optional<TenantEntity> change(
      TenantId tenant, String update, Map<String, Object> values, AuditAction action) {
    return transactions.call(
        tenant,
        () -> {
          TenantEntity entity = entities.find(TenantEntity.class, tenant.value());
          Instant before = entity.deletionAt;
          var query = entities.createNativeQuery(update).setParameter("id", tenant.value());
          values.forEach(query::setParameter);
          if (query.executeUpdate() == 0) {
            return Optional.empty();
          }
          entities.refresh(entity);
          audit.record(tenant, action, entity.name, date(before), date(entity.deletionAt));
          return Optional.of(entity);
        });
  }

  private static Map<String, String> date(@Nullable Instant deletion) {
    return deletion == null ? Map.of() : Map.of("deletion_at", deletion.toString());
  }

  /** Tenants whose time has come. */
  @SuppressWarnings("unchecked") // JPA's native queries of one column have no type parameter
  public List<TenantId> due() {
    List<String> ids =
        transactions.callForPlatform(
            () ->
                entities
                    .createNativeQuery("SELECT tenants_to_delete()", String.class)
                    .getResultList());
    return ids.stream().map(TenantId::new).toList();
  }

  /** Whether a worker is at a job or an evaluation of the tenant. */
  public boolean isWorkedFor(TenantId tenant) {
    return transactions.call(
        tenant,
        () ->
            (Boolean)
                entities
                    .createNativeQuery(
                        """
                        SELECT EXISTS (SELECT FROM training_job
                                       WHERE tenant_id = :tenant AND finished_at IS NULL
                                         AND lease_until > clock_timestamp())
                            OR EXISTS (SELECT FROM evaluation
                                       WHERE tenant_id = :tenant AND finished_at IS NULL
                                         AND lease_until > clock_timestamp())
                        """,
                        Boolean.class)
                    .setParameter("tenant", tenant.value())
                    .getSingleResult());
  }

  /** Ids of the parts of all its uploads. */
  public List<String> uploadParts(TenantId tenant) {
    return transactions.call(
        tenant,
        () ->
            entities.createQuery("SELECT id FROM UploadPartEntity", String.class).getResultList());
  }

  /**
   * Deletes all rows of a tenant whose time has come, except its audit log, and notes the bytes
   * that nobody may need any more ({@link Contents#removeOrphans}).
   */
  public void delete(TenantId tenant, String name) {
    transactions.run(
        tenant,
        () -> {
          audit.record(tenant, AuditAction.TENANT_REMOVE, name, Map.of("id", tenant.value()), null);
          entities
              .createNativeQuery("SELECT CAST(delete_tenant() AS text)", String.class)
              .getSingleResult();
        });
  }
}
