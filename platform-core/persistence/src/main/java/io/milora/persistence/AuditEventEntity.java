package io.milora.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.TenantId;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A change that was made. Written by {@link AuditLog}, never changed, never deleted. */
@Entity
@Immutable
@Table(name = "audit_event")
public class AuditEventEntity extends PanacheEntityBase {
  /** Its place in the tenant's chain, from 1; within a tenant, which every session is, the key. */
  @Id public long sequence;

  @TenantId public String tenantId;

  public Instant at;

  @Enumerated(EnumType.STRING)
  public AuditActor.Kind actorKind;

  public @Nullable String actor;

  /** As {@link AuditAction#wireName()}. */
  public String action;

  public String target;

  public @Nullable String address;

  public @Nullable String requestId;

  /** JSON; null if there was nothing. */
  @JdbcTypeCode(SqlTypes.JSON)
  @Column(name = "before")
  public @Nullable String before;

  /** JSON; null if there is nothing any more. */
  @JdbcTypeCode(SqlTypes.JSON)
  @Column(name = "after")
  public @Nullable String after;

  /** Of this event and the chain before it [32]. */
  public byte[] digest;
}
