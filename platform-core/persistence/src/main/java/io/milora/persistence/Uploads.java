package io.milora.persistence;

import io.milora.model.PublicId;
import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;

/** Files that arrive in parts. */
@ApplicationScoped
public class Uploads {
  private final TenantTransactions transactions;
  private final EntityManager entities;

  Uploads(TenantTransactions transactions, EntityManager entities) {
    this.transactions = transactions;
    this.entities = entities;
  }

  /**
   * Begins an upload.
   *
   * @param upload with file name, purpose, media type, size and end filled in
   */
  public UploadEntity create(TenantId tenant, UploadEntity upload) {
    upload.id = PublicId.UPLOAD.next();
    upload.status = UploadEntity.Status.PENDING;
    transactions.run(tenant, () -> upload.persistAndFlush());
    return upload;
  }

  /** The upload, unless it is another tenant's or nobody's. */
  public Optional<UploadEntity> find(TenantId tenant, String id) {
    return transactions.call(
        tenant, () -> Optional.ofNullable(entities.find(UploadEntity.class, id)));
  }

  /** As {@link #find}; others who do the same wait until the transaction under way has ended. */
  public Optional<UploadEntity> lock(TenantId tenant, String id) {
    return transactions.call(
        tenant,
        () ->
            Optional.ofNullable(
                entities.find(UploadEntity.class, id, LockModeType.PESSIMISTIC_WRITE)));
  }

  /**
   * Registers a part whose bytes are kept.
   *
   * @param id of the part
   */
  public UploadPartEntity addPart(TenantId tenant, String uploadId, String id, long bytes) {
    UploadPartEntity part = new UploadPartEntity();
    part.id = id;
    part.uploadId = uploadId;
    part.bytes = bytes;
    transactions.run(tenant, () -> part.persistAndFlush());
    return part;
  }

  /** The parts of an upload in the order of their arrival. */
  public List<UploadPartEntity> parts(TenantId tenant, String uploadId) {
    return transactions.call(
        tenant,
        () ->
            entities
                .createQuery(
                    "FROM UploadPartEntity WHERE uploadId = :upload ORDER BY createdAt, id",
                    UploadPartEntity.class)
                .setParameter("upload", uploadId)
                .getResultList());
  }
}
