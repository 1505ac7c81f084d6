package io.milora.persistence;

import io.milora.model.openai.FineTuningJobEvent;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.TenantId;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** Something that happened to a job. */
@Entity
@Table(name = "job_event")
public class JobEventEntity extends PanacheEntityBase {
  @Id public String id;

  @TenantId public String tenantId;

  public String jobId;

  /** The order within the job. */
  @Generated
  @Column(insertable = false, updatable = false)
  public long sequence;

  @Enumerated(EnumType.STRING)
  public FineTuningJobEvent.Level level;

  @Enumerated(EnumType.STRING)
  public FineTuningJobEvent.Type type;

  public String message;

  /** A JSON object. */
  @JdbcTypeCode(SqlTypes.JSON)
  public @Nullable String data;

  @Generated
  @Column(insertable = false, updatable = false)
  public Instant createdAt;
}
