package io.milora.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** A name that applications use and that moves from version to version. */
@Entity
@Table(name = "alias")
public class AliasEntity extends PanacheEntityBase {
  @Id public String id;

  @TenantId
  @Column(updatable = false)
  public String tenantId;

  @Column(updatable = false)
  public String name;

  public String adapterVersionId;

  /** Where a rollback goes; null after one, and where there is nothing before. */
  public @Nullable String previousVersionId;

  /** Where a share of its requests goes; null if all go to one version. */
  public @Nullable String canaryVersionId;

  /** How many of a hundred requests go to the canary, 1 to 99; null without one. */
  public @Nullable Integer canaryPercent;

  public Instant updatedAt;

  /** Sends all requests to one version again. */
  void endCanary() {
    canaryVersionId = null;
    canaryPercent = null;
  }
}
