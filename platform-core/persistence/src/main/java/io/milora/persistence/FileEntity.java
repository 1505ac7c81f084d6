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
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** An uploaded file; its bytes are in the artifact store. */
@Entity
@Table(name = "file")
public class FileEntity extends PanacheEntityBase {
  @Id public String id;

  @TenantId public String tenantId;

  public String filename;

  @Enumerated(EnumType.STRING)
  public FilePurpose purpose;

  /** Size. */
  public long bytes;

  /** SHA-256, its name in the artifact store. */
  public String contentHash;

  /** SHA-256 of a table's rows as JSON lines, beside the table itself; null of JSON lines. */
  public @Nullable String rowsHash;

  /** Size of a table's rows as JSON lines; 0 of JSON lines. */
  public long rowsBytes;

  @Generated
  @Column(insertable = false, updatable = false)
  public Instant createdAt;

  /** SHA-256 of the JSON lines to train on, under which they are in the artifact store. */
  public String trainedHash() {
    return rowsHash == null ? contentHash : rowsHash;
  }
}
