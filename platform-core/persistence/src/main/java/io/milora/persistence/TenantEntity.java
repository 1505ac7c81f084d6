package io.milora.persistence;

import io.milora.model.TenantId;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.Generated;
import org.jspecify.annotations.Nullable;

/** A customer. Has no discriminator, being the tenant itself; row-level security still binds it. */
@Entity
@Table(name = "tenant")
@DynamicUpdate
public class TenantEntity extends PanacheEntityBase {
  @Id public String id;

  /** Lower-case letters, digits and hyphens; part of model names. */
  @Column(updatable = false)
  public String name;

  @Generated
  @Column(insertable = false, updatable = false)
  public Instant createdAt;

  /** The identity provider's id of its organisation; null until that is made. */
  public @Nullable String organizationId;

  /** Since when nothing may be done in its name; null if it is not suspended. */
  public @Nullable Instant suspendedAt;

  /** When it will be gone, with everything it has; null if it stays. */
  @Column(insertable = false, updatable = false)
  public @Nullable Instant deletionAt;

  /** How it stands. */
  public TenantState state() {
    if (deletionAt != null) {
      return TenantState.DELETING;
    }
    return suspendedAt == null ? TenantState.ACTIVE : TenantState.SUSPENDED;
  }

  /** The id as a value. */
  public TenantId tenantId() {
    return new TenantId(id);
  }
}
