package io.milora.persistence;

import io.milora.model.TenantId;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.function.Supplier;

/**
 * Transactions in the name of one tenant. Both locks are set: Hibernate's discriminator and the
 * setting that row-level security reads, which ends with the transaction. Thread-safe.
 */
@ApplicationScoped
public class TenantTransactions {
  private final EntityManager entities;

  TenantTransactions(EntityManager entities) {
    this.entities = entities;
  }

  /**
   * Runs work in a transaction of a tenant; joins the one that is under way for the same tenant. An
   * exception rolls back.
   *
   * @throws IllegalStateException if a transaction of another tenant is under way on this thread
   */
  public <T> T call(TenantId tenant, Supplier<T> work) {
    TenantId current = CurrentTenant.get();
    if (current != null) {
      if (!current.equals(tenant)) {
        throw new IllegalStateException(
            "A transaction of " + current + " is under way; it cannot work for " + tenant);
      }
      return work.get();
    }
    return inRequest(
        () ->
            ScopedValue.where(CurrentTenant.TENANT, tenant)
                .call(
                    () ->
                        QuarkusTransaction.requiringNew()
                            .call(
                                () -> {
                                  lockRows(tenant);
                                  return work.get();
                                })));
  }

  /** As {@link #call} without a result. */
  public void run(TenantId tenant, Runnable work) {
    call(
        tenant,
        () -> {
          work.run();
          return true;
        });
  }

  /**
   * Runs work in the transaction that is under way, or else in one of no tenant: for the tables
   * that belong to the platform, and for the functions that cross tenants. Shows no tenant's rows.
   */
  <T> T callForPlatform(Supplier<T> work) {
    return inRequest(() -> QuarkusTransaction.joiningExisting().call(work::get));
  }

  /** Quarkus asks who the tenant is only within a request, which a worker's threads do not have. */
  private static <T> T inRequest(Supplier<T> work) {
    ManagedContext request = Arc.container().requestContext();
    if (request.isActive()) {
      return work.get();
    }
    request.activate();
    try {
      return work.get();
    } finally {
      request.terminate();
    }
  }

  private void lockRows(TenantId tenant) {
    entities
        .createNativeQuery("SELECT set_config('milora.tenant', :tenant, true)", String.class)
        .setParameter("tenant", tenant.value())
        .getSingleResult();
  }
}
