package io.milora.persistence;

import io.milora.model.BaseDefaults;
import io.milora.model.BaseRegistration;
import io.milora.model.BaseShape;
import io.milora.model.ContentHash;
import io.milora.model.json.MiloraJson;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A base model that jobs can train on; the platform's, not a tenant's. */
@Entity
@Table(name = "base_model")
public class BaseModelEntity extends PanacheEntityBase {
  /** Also the name of its folder. */
  @Id public String name;

  public String baseSha256;

  /** Null if the files have no tokenizer: such a base cannot be trained on text. */
  public @Nullable String tokenizerSha256;

  public @Nullable String chatTemplateSha256;

  /** {@link BaseShape} as JSON; null of a base that no training worker has looked at lately. */
  @JdbcTypeCode(SqlTypes.JSON)
  public @Nullable String shape;

  /** Tokens of the context. */
  public int maxPositions;

  public int defaultRank;

  public double defaultLearningRate;

  /** Tokens of a row. */
  public int defaultMaxLength;

  @Generated
  @Column(insertable = false, updatable = false)
  public Instant createdAt;

  /** What a worker has told. */
  static BaseModelEntity of(BaseRegistration base) {
    BaseModelEntity entity = new BaseModelEntity();
    entity.name = base.name();
    entity.baseSha256 = base.base().hex();
    entity.tokenizerSha256 = hex(base.tokenizer());
    entity.chatTemplateSha256 = hex(base.chatTemplate());
    entity.shape = MiloraJson.write(base.shape());
    entity.maxPositions = base.maxPositions();
    entity.defaultRank = base.defaults().rank();
    entity.defaultLearningRate = base.defaults().learningRate();
    entity.defaultMaxLength = base.defaults().maxLength();
    return entity;
  }

  private static @Nullable String hex(@Nullable ContentHash hash) {
    return hash == null ? null : hash.hex();
  }

  /** What fills in a job's hyperparameters. */
  public BaseDefaults defaults() {
    return new BaseDefaults(defaultRank, defaultLearningRate, defaultMaxLength);
  }
}
