package io.milora.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.TenantId;

/** Contents that were read row by row and found good; named by their hash. */
@Entity
@Table(name = "dataset_version")
public class DatasetVersionEntity extends PanacheEntityBase {
  @Id public String id;

  @TenantId public String tenantId;

  public String contentHash;

  /** {@code CHAT} or {@code COMPLETION}. */
  public String format;

  public long rowCount;

  @Generated
  @Column(insertable = false, updatable = false)
  public Instant createdAt;
}
