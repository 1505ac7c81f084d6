package io.milora.persistence;

import io.milora.model.JobStatus;
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
 * A fine-tuning job: what was asked (fixed at creation), how far it is, and who works on it. Only
 * changed columns are written, as the worker's database role may not touch what was asked.
 */
@Entity
@Table(name = "training_job")
@DynamicUpdate
public class TrainingJobEntity extends PanacheEntityBase {
  @Id public String id;

  @TenantId
  @Column(updatable = false)
  public String tenantId;

  @Column(updatable = false)
  public String baseModel;

  /** {@code milora}, {@code lora} or {@code moa}. */
  @Column(updatable = false)
  public String method;

  /** {@link io.milora.model.Mixture} as JSON; only method {@code moa} has one. */
  @JdbcTypeCode(SqlTypes.JSON)
  @Column(updatable = false)
  public @Nullable String mixture;

  /** {@link io.milora.model.Hyperparameters} as JSON, every value resolved. */
  @JdbcTypeCode(SqlTypes.JSON)
  @Column(updatable = false)
  public String hyperparameters;

  @Column(updatable = false)
  public int seed;

  @Column(updatable = false)
  public @Nullable String suffix;

  /** A JSON object of strings. */
  @JdbcTypeCode(SqlTypes.JSON)
  @Column(updatable = false)
  public @Nullable String metadata;

  /** The file's id, for people; the file may be gone. A mixture's is that of its first domain. */
  @Column(updatable = false)
  public String trainingFile;

  /** What is trained on, in the artifact store. */
  @Column(updatable = false)
  public String trainingHash;

  @Column(updatable = false)
  public @Nullable String validationFile;

  @Column(updatable = false)
  public @Nullable String validationHash;

  /** Tokens that all of its epochs train, as far as could be said before it. */
  @Column(updatable = false)
  public long estimatedTokens;

  @Enumerated(EnumType.STRING)
  public JobStatus status;

  /** Null before the first step. */
  public @Nullable Long trainedTokens;

  public @Nullable String errorCode;

  public @Nullable String errorMessage;

  public @Nullable String errorParam;

  public @Nullable String adapterVersionId;

  /** The model name of the adapter version. */
  public @Nullable String fineTunedModel;

  /** Its metrics by step, if it has succeeded: the file's id, for people; the file may be gone. */
  public @Nullable String resultFile;

  public boolean cancelRequested;

  /** Null while it runs, and if it just waits for its turn. */
  @Enumerated(EnumType.STRING)
  public @Nullable JobHold hold;

  /** Since when it waits. The database sets it first. */
  @Column(insertable = false)
  public @Nullable Instant queuedAt;

  public @Nullable String workerId;

  /** Until when the worker owns the job without a sign of life. */
  public @Nullable Instant leaseUntil;

  /** Grows with each claim. */
  @Column(insertable = false, updatable = false)
  public long fencingToken;

  /** How often a worker started it since its newest checkpoint was kept. */
  public int attempts;

  @Generated
  @Column(insertable = false, updatable = false)
  public Instant createdAt;

  @Column(insertable = false, updatable = false)
  public @Nullable Instant startedAt;

  public @Nullable Instant finishedAt;

  public @Nullable Instant estimatedFinish;
}
