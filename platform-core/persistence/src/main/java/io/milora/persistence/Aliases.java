package io.milora.persistence;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** Names that move from version to version. */
@ApplicationScoped
public class Aliases {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final AdapterVersions versions;

  Aliases(TenantTransactions transactions, EntityManager entities, AdapterVersions versions) {
    this.transactions = transactions;
    this.entities = entities;
    this.versions = versions;
  }

  /**
   * Points an alias at a version; creates it if need be.
   *
   * @throws InvalidInputException if the name has another shape or the tenant has no such version
   */
  public void point(TenantId tenant, String name, String modelName) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidInputException(
          Problem.outOfRange(
              "alias", name, "1 to 64 letters, digits, dots, hyphens and underscores"));
    }
    transactions.run(
        tenant,
        () -> {
          AdapterVersionEntity version =
              versions
                  .findByModelName(tenant, modelName)
                  .orElseThrow(
                      () ->
                          new InvalidInputException(
                              new Problem(
                                  "model",
                                  "model_not_found",
                                  "There is no model '" + modelName + "'.")));
          entities
              .createNativeQuery(
                  """
                  INSERT INTO alias (id, tenant_id, name, adapter_version_id)
                  VALUES (:id, :tenant, :name, :version)
                  ON CONFLICT (tenant_id, name)
                  DO UPDATE SET adapter_version_id = excluded.adapter_version_id, updated_at = now()
                  """)
              .setParameter("id", "alias-" + UUID.randomUUID())
              .setParameter("tenant", tenant.value())
              .setParameter("name", name)
              .setParameter("version", version.id)
              .executeUpdate();
        });
  }

  /** All aliases of a tenant by name. */
  public List<AliasEntity> list(TenantId tenant) {
    return transactions.call(
        tenant,
        () ->
            entities
                .createQuery("FROM AliasEntity ORDER BY name", AliasEntity.class)
                .getResultList());
  }

  /** Forgets an alias; false if the tenant has none with this name. */
  public boolean delete(TenantId tenant, String name) {
    return transactions.call(
        tenant,
        () ->
            entities
                    .createQuery("DELETE FROM AliasEntity WHERE name = :name")
                    .setParameter("name", name)
                    .executeUpdate()
                > 0);
  }
}
