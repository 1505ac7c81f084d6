package io.milora.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.TenantId;

/** A line of adapter versions under one name. */
@Entity
@Table(name = "adapter")
public class AdapterEntity extends PanacheEntityBase {
  @Id public String id;

  @TenantId public String tenantId;

  public String baseModel;

  /** The suffix of the jobs whose results it collects. */
  public String name;

  @Generated
  @Column(insertable = false, updatable = false)
  public Instant createdAt;
}
