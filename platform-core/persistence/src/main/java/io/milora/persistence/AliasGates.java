package io.milora.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.milora.model.TenantId;
import io.milora.model.evaluation.PromotionRule;
import io.milora.model.json.MiloraJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;

/** The rules of aliases. An alias may have one before it stands for anything. */
@ApplicationScoped
public class AliasGates {
  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final AuditLog audit;

  AliasGates(TenantTransactions transactions, EntityManager entities, AuditLog audit) {
    this.transactions = transactions;
    this.entities = entities;
    this.audit = audit;
  }

  /** Sets an alias's rule in place of the one before. */
  public void set(TenantId tenant, String alias, PromotionRule rule) {
    AliasName.check(alias);
    transactions.run(
        tenant,
        () -> {
          audit.record(
              tenant, AuditAction.ALIAS_GATE_SET, alias, find(tenant, alias).orElse(null), rule);
          entities
              .createNativeQuery(
                  """
                    INSERT INTO alias_gate (tenant_id, alias, rule)
                    VALUES (:tenant, :alias, CAST(:rule AS jsonb))
                    ON CONFLICT (tenant_id, alias)
                    DO UPDATE SET rule = excluded.rule, updated_at = now()
                    """)
              .setParameter("tenant", tenant.value())
              .setParameter("alias", alias)
              .setParameter("rule", MiloraJson.write(rule))
              .executeUpdate();
        });
  }

  /** The rule of an alias. */
  @SuppressWarnings("unchecked") // JPA's native queries have no type parameter
  public Optional<PromotionRule> find(TenantId tenant, String alias) {
    return transactions.call(
        tenant,
        () ->
            ((List<String>)
                    entities
                        .createNativeQuery(
                            "SELECT CAST(rule AS text) FROM alias_gate WHERE tenant_id = :tenant AND alias = :alias",
                            String.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("alias", alias)
                        .getResultList())
                .stream().findFirst().map(AliasGates::read));
  }

  /** Removes the rule; false if there was none. */
  public boolean delete(TenantId tenant, String alias) {
    return transactions.call(
        tenant,
        () -> {
          Optional<PromotionRule> rule = find(tenant, alias);
          rule.ifPresent(
              known -> audit.record(tenant, AuditAction.ALIAS_GATE_DELETE, alias, known, null));
          return entities
                  .createNativeQuery(
                      "DELETE FROM alias_gate WHERE tenant_id = :tenant AND alias = :alias")
                  .setParameter("tenant", tenant.value())
                  .setParameter("alias", alias)
                  .executeUpdate()
              > 0;
        });
  }

  private static PromotionRule read(String rule) {
    try {
      return MiloraJson.mapper().readValue(rule, PromotionRule.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A kept rule cannot be read: " + rule, e);
    }
  }
}
