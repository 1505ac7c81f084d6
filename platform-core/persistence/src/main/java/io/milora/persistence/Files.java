package io.milora.persistence;

import io.milora.model.ContentHash;
import io.milora.model.PublicId;
import io.milora.model.TenantId;
import io.milora.model.openai.FilePurpose;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files of tenants. */
@ApplicationScoped
public class Files {
  private final TenantTransactions transactions;
  private final EntityManager entities;

  Files(TenantTransactions transactions, EntityManager entities) {
    this.transactions = transactions;
    this.entities = entities;
  }

  /**
   * Registers a file whose bytes are in the artifact store.
   *
   * @param bytes its size
   */
  public FileEntity create(
      TenantId tenant, String filename, FilePurpose purpose, long bytes, ContentHash contentHash) {
    FileEntity file = new FileEntity();
    file.id = PublicId.FILE.next();
    file.filename = filename;
    file.purpose = purpose;
    file.bytes = bytes;
    file.contentHash = contentHash.hex();
    transactions.run(tenant, () -> file.persistAndFlush());
    return file;
  }

  /** The file, unless it is another tenant's or nobody's. */
  public Optional<FileEntity> find(TenantId tenant, String id) {
    return transactions.call(
        tenant, () -> Optional.ofNullable(entities.find(FileEntity.class, id)));
  }

  /**
   * Files, newest first.
   *
   * @param purpose null for all
   * @param after id of the last one of the earlier part, null for the beginning
   */
  public List<FileEntity> list(
      TenantId tenant, @Nullable FilePurpose purpose, @Nullable String after, int limit) {
    Map<String, Object> parameters = purpose == null ? Map.of() : Map.of("purpose", purpose);
    return transactions.call(
        tenant,
        () ->
            Lists.newestFirst(
                entities,
                FileEntity.class,
                "createdAt",
                purpose == null ? "1 = 1" : "e.purpose = :purpose",
                parameters,
                after,
                limit));
  }

  /**
   * Forgets a file; false if the tenant has none with this id. Its bytes stay, as jobs and other
   * files may cite them.
   */
  public boolean delete(TenantId tenant, String id) {
    return transactions.call(
        tenant,
        () ->
            entities
                    .createQuery("DELETE FROM FileEntity WHERE id = :id")
                    .setParameter("id", id)
                    .executeUpdate()
                > 0);
  }
}
