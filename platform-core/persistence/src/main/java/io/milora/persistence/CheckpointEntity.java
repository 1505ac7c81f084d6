package io.milora.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.TenantId;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A state from which a job can go on; its bytes are in the artifact store. */
@Entity
@Table(name = "checkpoint")
public class CheckpointEntity extends PanacheEntityBase {
  @Id public String id;

  @TenantId public String tenantId;

  public String jobId;

  /** The domain whose expert is trained; empty for routers and for jobs of one stage. */
  public String stage;

  /** Optimiser steps done, over all stages. */
  public int step;

  public String contentHash;

  /** Size of the content and of the adapter. */
  public long bytes;

  /** What requests name; null, as is the adapter, if it was kept before checkpoints had names. */
  public @Nullable String modelName;

  /** SHA-256 of the adapter's archive, which only this checkpoint keeps. */
  public @Nullable String adapterHash;

  /** {@link io.milora.model.openai.FineTuningJobCheckpoint.Metrics} as JSON. */
  @JdbcTypeCode(SqlTypes.JSON)
  public String metrics;

  @Generated
  @Column(insertable = false, updatable = false)
  public Instant createdAt;
}
