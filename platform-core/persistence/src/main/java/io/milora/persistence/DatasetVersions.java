package io.milora.persistence;

import io.milora.model.ContentHash;
import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.Optional;
import java.util.UUID;

/** Contents that tenants have had validated. */
@ApplicationScoped
public class DatasetVersions {
  private final TenantTransactions transactions;
  private final EntityManager entities;

  DatasetVersions(TenantTransactions transactions, EntityManager entities) {
    this.transactions = transactions;
    this.entities = entities;
  }

  /**
   * Registers validated contents; the same contents again change nothing.
   *
   * @param format {@code CHAT} or {@code COMPLETION}
   * @param rows at least one
   */
  public DatasetVersionEntity register(
      TenantId tenant, ContentHash contentHash, String format, long rows) {
    return transactions.call(
        tenant,
        () -> {
          entities
              .createNativeQuery(
                  """
                  INSERT INTO dataset_version (id, tenant_id, content_hash, format, row_count)
                  VALUES (:id, :tenant, :hash, :format, :rows)
                  ON CONFLICT (tenant_id, content_hash) DO NOTHING
                  """)
              .setParameter("id", "dsv-" + UUID.randomUUID())
              .setParameter("tenant", tenant.value())
              .setParameter("hash", contentHash.hex())
              .setParameter("format", format)
              .setParameter("rows", rows)
              .executeUpdate();
          return find(tenant, contentHash).orElseThrow();
        });
  }

  /** What is known of these contents. */
  public Optional<DatasetVersionEntity> find(TenantId tenant, ContentHash contentHash) {
    return transactions.call(
        tenant,
        () ->
            entities
                .createQuery(
                    "FROM DatasetVersionEntity WHERE contentHash = :hash",
                    DatasetVersionEntity.class)
                .setParameter("hash", contentHash.hex())
                .getResultStream()
                .findFirst());
  }
}
