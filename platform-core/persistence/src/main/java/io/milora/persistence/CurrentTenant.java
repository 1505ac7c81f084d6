package io.milora.persistence;

import io.milora.model.TenantId;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.hibernate.orm.runtime.tenant.TenantResolver;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Tells Hibernate which tenant a session belongs to: the first of the two locks. */
@PersistenceUnitExtension
@ApplicationScoped
public class CurrentTenant implements TenantResolver {
  static final ScopedValue<TenantId> TENANT = ScopedValue.newInstance();

  /** Equals no tenant's id, so a session without tenant sees no tenant's rows. */
  private static final String NOBODY = "";

  static @Nullable TenantId get() {
    return TENANT.isBound() ? TENANT.get() : null;
  }

  @Override
  public String getDefaultTenantId() {
    return NOBODY;
  }

  @Override
  public String resolveTenantId() {
    TenantId tenant = get();
    return tenant == null ? NOBODY : tenant.value();
  }
}
