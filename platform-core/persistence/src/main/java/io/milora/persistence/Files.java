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
  private final AuditLog audit;

  Files(TenantTransactions transactions, EntityManager entities, AuditLog audit) {
    this.transactions = transactions;
    this.entities = entities;
    this.audit = audit;
  }

  /**
   * Registers a file whose bytes are in the artifact store.
   *
   * @param bytes its size
   * @param rows of a table; null for JSON lines
   */
  public FileEntity create(
      TenantId tenant,
      String filename,
      FilePurpose purpose,
      long bytes,
      ContentHash contentHash,
      @Nullable TableRowsContent rows) {
    FileEntity file = new FileEntity();
    file.id = PublicId.FILE.next();
    file.filename = filename;
    file.purpose = purpose;
    file.bytes = bytes;
    file.contentHash = contentHash.hex();
    file.rowsHash = rows == null ? null : rows.hash().hex();
    file.rowsBytes = rows == null ? 0 : rows.bytes();
    transactions.run(
        tenant,
        () -> {
          file.persistAndFlush();
          audit.record(tenant, AuditAction.FILE_UPLOAD, file.id, null, facts(file));
        });
    return file;
  }

  /** The file, unless it is another tenant's or nobody's. */
  public Optional<FileEntity> find(TenantId tenant, String id) {
    return transactions.call(
        tenant, () -> Optional.ofNullable(entities.find(FileEntity.class, id)));
  }

  /** The same of a file that has rows: a job's results have none. */
  public Optional<FileEntity> findDataset(TenantId tenant, String id) {
    return find(tenant, id).filter(file -> file.purpose == FilePurpose.FINE_TUNE);
  }

  /**
   * What is trained on of a file that has rows, without anything else of it: {@link
   * FileEntity#trainedHash()}.
   */
  public Optional<ContentHash> trainedContent(TenantId tenant, String id) {
    return transactions.call(
        tenant,
        () ->
            entities
                .createQuery(
                    "SELECT coalesce(f.rowsHash, f.contentHash) FROM FileEntity f WHERE f.id = :id AND f.purpose = :purpose",
                    String.class)
                .setParameter("id", id)
                .setParameter("purpose", FilePurpose.FINE_TUNE)
                .getResultStream()
                .findFirst()
                .map(ContentHash::new));
  }

  /**
   * Files by age.
   *
   * @param purpose null for all
   * @param after id of the last one of the earlier part, null for the beginning
   */
  public List<FileEntity> list(
      TenantId tenant,
      @Nullable FilePurpose purpose,
      ListOrder order,
      @Nullable String after,
      int limit) {
    Map<String, Object> parameters = purpose == null ? Map.of() : Map.of("purpose", purpose);
    return transactions.call(
        tenant,
        () ->
            Lists.list(
                entities,
                FileEntity.class,
                "createdAt",
                order,
                purpose == null ? "1 = 1" : "e.purpose = :purpose",
                parameters,
                after,
                limit));
  }

  /**
   * Forgets a file; false if the tenant has none with this id. Its bytes stay: see {@link
   * Contents}.
   */
  public boolean delete(TenantId tenant, String id) {
    return transactions.call(
        tenant,
        () -> {
          FileEntity file = entities.find(FileEntity.class, id);
          if (file == null) {
            return false;
          }
          audit.record(tenant, AuditAction.FILE_DELETE, id, facts(file), null);
          entities.remove(file);
          return true;
        });
  }

  private static Map<String, Object> facts(FileEntity file) {
    return Map.of(
        "filename", file.filename,
        "purpose", file.purpose.wireName(),
        "bytes", file.bytes,
        "content_hash", file.contentHash);
  }
}
