package io.milora.persistence;

import io.milora.model.ContentHash;
import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

/**
 * Bytes in the artifact store, which equal files of all tenants share. Who begins to use some and
 * who removes them take the same lock, so that nothing is removed that somebody has come to need.
 */
@ApplicationScoped
public class Contents {
  private final TenantTransactions transactions;
  private final EntityManager entities;

  Contents(TenantTransactions transactions, EntityManager entities) {
    this.transactions = transactions;
    this.entities = entities;
  }

  /**
   * Lets nobody else begin to use these bytes, or remove them, until the transaction that is under
   * way has ended.
   */
  public void lock(TenantId tenant, ContentHash content) {
    transactions.run(
        tenant,
        () ->
            entities
                .createNativeQuery(
                    "SELECT CAST(pg_advisory_xact_lock(hashtextextended(:hash, 0)) AS text)",
                    String.class)
                .setParameter("hash", content.hex())
                .getSingleResult());
  }

  /**
   * Removes bytes that nothing of any tenant needs: no file, checkpoint or adapter has them, and no
   * job or evaluation reads them that has not ended.
   *
   * @param remove called if so, while nobody can begin to use them
   */
  public void removeUnused(TenantId tenant, ContentHash content, Runnable remove) {
    transactions.run(
        tenant,
        () -> {
          lock(tenant, content);
          boolean used =
              (Boolean)
                  entities
                      .createNativeQuery("SELECT content_in_use(:hash)", Boolean.class)
                      .setParameter("hash", content.hex())
                      .getSingleResult();
          if (!used) {
            remove.run();
          }
        });
  }
}
