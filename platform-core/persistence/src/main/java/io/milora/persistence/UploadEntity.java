package io.milora.persistence;

import io.milora.model.openai.FilePurpose;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** A file that arrives in parts. */
@Entity
@Table(name = "upload")
@DynamicUpdate
public class UploadEntity extends PanacheEntityBase {
  @Id public String id;

  @TenantId
  @Column(updatable = false)
  public String tenantId;

  @Column(updatable = false)
  public String filename;

  @Enumerated(EnumType.STRING)
  @Column(updatable = false)
  public FilePurpose purpose;

  @Column(updatable = false)
  public String mimeType;

  /** Of all parts together, as announced. */
  @Column(updatable = false)
  public long bytes;

  @Enumerated(EnumType.STRING)
  public Status status;

  /** The file that it became. */
  public @Nullable String fileId;

  @Generated
  @Column(insertable = false, updatable = false)
  public Instant createdAt;

  /** A pending upload ends then. */
  @Column(updatable = false)
  public Instant expiresAt;

  /** Whether parts can be added. */
  public boolean isOpen() {
    return status == Status.PENDING && Instant.now().isBefore(expiresAt);
  }

  /** How far it is. */
  public enum Status {
    PENDING,
    COMPLETED,
    CANCELLED
  }
}
