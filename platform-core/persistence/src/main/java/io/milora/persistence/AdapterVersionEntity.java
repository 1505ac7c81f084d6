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

/** A published adapter; its folder is in the artifact store as a zip file. */
@Entity
@Table(name = "adapter_version")
public class AdapterVersionEntity extends PanacheEntityBase {
  @Id public String id;

  @TenantId public String tenantId;

  public String adapterId;

  /** {@code ft:{base}:{tenant}:{suffix}:{id}}, what requests name; of a checkpoint its name. */
  public String modelName;

  public String baseModel;

  /** SHA-256 of the zip file. */
  public String contentHash;

  /** What it was trained with, and must be served with. */
  public String baseSha256;

  public String tokenizerSha256;

  public String chatTemplateSha256;

  /** {@code milora}, {@code lora} or {@code moa}. */
  public String method;

  /** That trained it; null of one that was imported. */
  public @Nullable String jobId;

  /** SHA-256 of the archive that it was sent in; null of one that was trained here. */
  public @Nullable String importedFrom;

  /** Of an imported archive, as it is kept; 0 of what was trained here, which counts by its job. */
  public long bytes;

  /**
   * {@link io.milora.model.evaluation.EvaluationReport} as JSON: through the served graph; null of
   * one that was imported, or made of a checkpoint.
   */
  @JdbcTypeCode(SqlTypes.JSON)
  public @Nullable String evaluation;

  @Generated
  @Column(insertable = false, updatable = false)
  public Instant createdAt;
}
