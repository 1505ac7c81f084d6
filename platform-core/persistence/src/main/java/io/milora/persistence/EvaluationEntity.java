package io.milora.persistence;

import io.milora.model.evaluation.EvaluationStatus;
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
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.TenantId;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * A measurement of a model on a dataset: what was asked (fixed at creation), who works on it, and
 * what was found. Only changed columns are written, as the worker's role may not touch what was
 * asked.
 */
@Entity
@Table(name = "evaluation")
@DynamicUpdate
public class EvaluationEntity extends PanacheEntityBase {
  @Id public String id;

  @TenantId
  @Column(updatable = false)
  public String tenantId;

  @Column(updatable = false)
  public String baseModel;

  /** Exact name, of a version or of the base. */
  @Column(updatable = false)
  public String model;

  /** Null where the bare base is measured. */
  @Column(updatable = false)
  public @Nullable String adapterVersionId;

  /** Exact name of what it is compared with; null if with nothing. */
  @Column(updatable = false)
  public @Nullable String against;

  @Column(updatable = false)
  public @Nullable String againstVersionId;

  /** The job at whose end it was measured; null if somebody asked for it. */
  @Column(updatable = false)
  public @Nullable String jobId;

  /** The file's id, for people; the file may be gone. */
  @Column(updatable = false)
  public @Nullable String file;

  /** What is measured on, in the artifact store. */
  @Column(updatable = false)
  public String datasetHash;

  /** How many rows to answer at most. */
  @Column(updatable = false)
  public int answerRows;

  /** Chooses the rows. */
  @Column(updatable = false)
  public int seed;

  @Enumerated(EnumType.STRING)
  public EvaluationStatus status;

  /** {@link io.milora.model.evaluation.EvaluationReport} as JSON. */
  @JdbcTypeCode(SqlTypes.JSON)
  public @Nullable String report;

  /** A list of {@link io.milora.model.evaluation.WorstRow} as JSON. */
  @JdbcTypeCode(SqlTypes.JSON)
  public @Nullable String worstRows;

  public @Nullable String errorCode;

  public @Nullable String errorMessage;

  public @Nullable String errorParam;

  public @Nullable String workerId;

  /** Until when the worker owns it without a sign of life. */
  public @Nullable Instant leaseUntil;

  /** Grows with each claim. */
  @Column(insertable = false, updatable = false)
  public long fencingToken;

  /** How often a worker started it. */
  public int attempts;

  @Generated
  @Column(insertable = false, updatable = false)
  public Instant createdAt;

  @Column(insertable = false, updatable = false)
  public @Nullable Instant startedAt;

  public @Nullable Instant finishedAt;
}
