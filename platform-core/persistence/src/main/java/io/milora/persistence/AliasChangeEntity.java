package io.milora.persistence;

import io.milora.model.AliasChangeKind;
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

/** Something that became of an alias. Never changed, never deleted. */
@Entity
@Table(name = "alias_change")
public class AliasChangeEntity extends PanacheEntityBase {
  @Id public String id;

  @TenantId public String tenantId;

  /** The order of commits within an alias. */
  @Generated
  @Column(insertable = false, updatable = false)
  public long sequence;

  public String alias;

  @Enumerated(EnumType.STRING)
  public AliasChangeKind kind;

  /** Public part of the key that did it. */
  public String keyId;

  /** Model name before; null if the alias is new. */
  public @Nullable String fromModel;

  /** Model name since; null if the alias was deleted. */
  public @Nullable String toModel;

  /** How many of a hundred requests go to that model since; null if all do. */
  public @Nullable Integer percent;

  /** {@link io.milora.model.evaluation.GateResult} as JSON; null if no rule was asked. */
  @JdbcTypeCode(SqlTypes.JSON)
  public @Nullable String gate;

  /** Why the rule was overridden; null if it was not. */
  public @Nullable String reason;

  @Generated
  @Column(insertable = false, updatable = false)
  public Instant createdAt;
}
