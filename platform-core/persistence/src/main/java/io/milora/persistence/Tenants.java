package io.milora.persistence;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.PublicId;
import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hibernate.exception.ConstraintViolationException;

/** The customers of the platform, as operators see them. */
@ApplicationScoped
public class Tenants {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final AuditLog audit;

  Tenants(TenantTransactions transactions, EntityManager entities, AuditLog audit) {
    this.transactions = transactions;
    this.entities = entities;
    this.audit = audit;
  }

  /**
   * Creates a tenant.
   *
   * @throws InvalidInputException if the name has another shape (code {@code invalid_value}) or is
   *     taken (code {@code name_taken})
   */
  public TenantEntity create(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidInputException(
          Problem.outOfRange("name", name, "1 to 63 lower-case letters, digits and inner hyphens"));
    }
    TenantEntity tenant = new TenantEntity();
    tenant.id = PublicId.TENANT.next();
    tenant.name = name;
    try {
      transactions.run(
          tenant.tenantId(),
          () -> {
            tenant.persistAndFlush();
            audit.record(
                tenant.tenantId(), AuditAction.TENANT_CREATE, name, null, Map.of("id", tenant.id));
          });
    } catch (ConstraintViolationException e) {
      throw new InvalidInputException(
          new Problem("name", "name_taken", "There is already a tenant '" + name + "'."));
    }
    return tenant;
  }

  /** The tenant with this name, for operators. */
  public Optional<TenantId> find(String name) {
    return transactions.callForPlatform(
        () ->
            Optional.ofNullable(
                    (String)
                        entities
                            .createNativeQuery("SELECT find_tenant(:name)", String.class)
                            .setParameter("name", name)
                            .getSingleResultOrNull())
                .map(TenantId::new));
  }

  /** The tenant itself, for programs that work in its name. */
  public TenantEntity get(TenantId tenant) {
    return transactions.call(tenant, () -> entities.find(TenantEntity.class, tenant.value()));
  }

  /** Remembers which organisation at the identity provider is the tenant's. */
  public void setOrganization(TenantId tenant, String organizationId) {
    transactions.run(tenant, () -> entity(tenant).organizationId = organizationId);
  }

  /** From now on nothing may be done in the tenant's name; in force everywhere within a second. */
  public TenantEntity suspend(TenantId tenant) {
    return transactions.call(
        tenant,
        () -> {
          TenantEntity entity = entity(tenant);
          if (entity.suspendedAt == null) {
            entity.suspendedAt = Instant.now();
            audit.record(tenant, AuditAction.TENANT_SUSPEND, entity.name, null, null);
          }
          return entity;
        });
  }

  /** Ends a suspension. */
  public TenantEntity resume(TenantId tenant) {
    return transactions.call(
        tenant,
        () -> {
          TenantEntity entity = entity(tenant);
          if (entity.suspendedAt != null) {
            entity.suspendedAt = null;
            audit.record(tenant, AuditAction.TENANT_RESUME, entity.name, null, null);
          }
          return entity;
        });
  }

  /** Those of which the identity provider does not know everything yet. */
  @SuppressWarnings("unchecked") // JPA's native queries of one column have no type parameter
  public List<TenantId> toReconcile() {
    List<String> ids =
        transactions.callForPlatform(
            () ->
                entities
                    .createNativeQuery("SELECT tenants_to_reconcile()", String.class)
                    .getResultList());
    return ids.stream().map(TenantId::new).toList();
  }

  private TenantEntity entity(TenantId tenant) {
    return entities.find(TenantEntity.class, tenant.value());
  }

  /** All tenants by name, for operators. */
  @SuppressWarnings("unchecked") // JPA's native queries of entities have no type parameter
  public List<TenantEntity> list() {
    return transactions.callForPlatform(
        () ->
            entities
                .createNativeQuery("SELECT * FROM list_tenants()", TenantEntity.class)
                .getResultList());
  }
}
