package io.milora.persistence;

import io.milora.model.MemberRole;
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
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** A person of a tenant, as the tenant wants it; the identity provider follows. */
@Entity
@Table(name = "member")
@DynamicUpdate
public class MemberEntity extends PanacheEntityBase {
  @Id public String id;

  @TenantId
  @Column(updatable = false)
  public String tenantId;

  /** Lower case. */
  @Column(updatable = false)
  public String email;

  @Enumerated(EnumType.STRING)
  public MemberRole role;

  @Enumerated(EnumType.STRING)
  public MemberState state;

  /** At the identity provider; null until the person is known there. */
  public @Nullable String userId;

  @Generated
  @Column(insertable = false, updatable = false)
  public Instant createdAt;
}
