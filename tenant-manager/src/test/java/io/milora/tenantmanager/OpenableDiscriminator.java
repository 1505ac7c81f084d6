package io.milora.tenantmanager;

import io.milora.persistence.CurrentTenant;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

/** Hibernate's discriminator as it is, or switched off: every session then sees all tenants. */
@Alternative
@Priority(1)
@PersistenceUnitExtension
@ApplicationScoped
public class OpenableDiscriminator extends CurrentTenant {
  static volatile boolean open;

  @Override
  public boolean isRoot(String tenantId) {
    return open;
  }
}
