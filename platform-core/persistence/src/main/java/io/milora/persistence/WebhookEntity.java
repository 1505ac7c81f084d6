package io.milora.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.TenantId;

/** An address that is told about the end of jobs. Nobody may change it. */
@Entity
@Table(name = "webhook")
public class WebhookEntity extends PanacheEntityBase {
  @Id public String id;

  @TenantId public String tenantId;

  public String url;

  /** Names of events, such as {@code fine_tuning.job.succeeded}. */
  @Column(columnDefinition = "text[]")
  public List<String> events;

  /** What signs; 32 bytes. */
  public byte[] secret;

  @Generated
  @Column(insertable = false, updatable = false)
  public Instant createdAt;
}
