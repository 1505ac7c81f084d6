package io.milora.persistence;

import io.milora.model.ContentHash;
import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.function.Consumer;

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
    transactions.run(tenant, () -> lock(content.hex()));
  }

  /**
   * Looks through the bytes of tenants that are gone, and removes what no other tenant needs.
   *
   * @param remove as in {@link #removeUnused}; what it throws for one keeps that for the next time
   */
  @SuppressWarnings("unchecked") // JPA's native queries of one column have no type parameter
  public void removeOrphans(Consumer<ContentHash> remove) {
    List<String> orphans =
        transactions.callForPlatform(
            () ->
                entities
                    .createNativeQuery("SELECT content_hash FROM orphaned_content", String.class)
                    .getResultList());
    for (String hash : orphans) {
      transactions.callForPlatform(
          () -> {
            lock(hash);
            if (!isUsed(hash)) {
              remove.accept(new ContentHash(hash));
            }
            return entities
                .createNativeQuery("DELETE FROM orphaned_content WHERE content_hash = :hash")
                .setParameter("hash", hash)
                .executeUpdate();
          });
    }
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
          if (!isUsed(content.hex())) {
            remove.run();
          }
        });
  }

  private void lock(String hash) {
    entities
        .createNativeQuery(
            "SELECT CAST(pg_advisory_xact_lock(hashtextextended(:hash, 0)) AS text)", String.class)
        .setParameter("hash", hash)
        .getSingleResult();
  }

  private boolean isUsed(String hash) {
    return (Boolean)
        entities
            .createNativeQuery("SELECT content_in_use(:hash)", Boolean.class)
            .setParameter("hash", hash)
            .getSingleResult();
  }
}
