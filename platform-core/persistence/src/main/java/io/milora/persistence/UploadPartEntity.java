package io.milora.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.TenantId;

/** A part of an upload; its bytes are beside the artifact store until the upload has ended. */
@Entity
@Table(name = "upload_part")
public class UploadPartEntity extends PanacheEntityBase {
  @Id public String id;

  @TenantId public String tenantId;

  public String uploadId;

  /** Its size. */
  public long bytes;

  @Generated
  @Column(insertable = false, updatable = false)
  public Instant createdAt;
}
