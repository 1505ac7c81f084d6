package io.milora.persistence;

import io.milora.model.Scope;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Set;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.TenantId;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A key of an application. The secret itself is kept nowhere. */
@Entity
@Table(name = "api_key")
@DynamicUpdate
public class ApiKeyEntity extends PanacheEntityBase {
  /** The public part of the key. */
  @Id public String id;

  @TenantId
  @Column(updatable = false)
  public String tenantId;

  /** For people, to tell keys apart. */
  public String name;

  /** SHA-256 of the secret part [32]. */
  @Column(updatable = false)
  public byte[] secretHash;

  @Enumerated(EnumType.STRING)
  @JdbcTypeCode(SqlTypes.ARRAY)
  @Column(updatable = false)
  public Set<Scope> scopes;

  @Generated
  @Column(insertable = false, updatable = false)
  public Instant createdAt;

  public @Nullable Instant expiresAt;

  public @Nullable Instant revokedAt;

  /** Whether it opens anything at present. */
  public boolean isActive() {
    return revokedAt == null && (expiresAt == null || expiresAt.isAfter(Instant.now()));
  }

  /** Aliases and models that the key may name; null if all of the tenant's. */
  @JdbcTypeCode(SqlTypes.ARRAY)
  public @Nullable Set<String> models;

  /** To some seconds; null if it never was. */
  @Column(insertable = false, updatable = false)
  public @Nullable Instant lastUsedAt;

  /** The key that takes its place; null unless it was rotated. */
  public @Nullable String rotatedTo;
}
