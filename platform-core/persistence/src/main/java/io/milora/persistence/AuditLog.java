package io.milora.persistence;

import io.milora.model.TenantId;
import io.milora.model.json.MiloraJson;
import io.quarkus.arc.Arc;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who changed what. A record is written in the transaction of the change: both are there, or
 * neither. The database lets nobody change or remove one.
 */
@ApplicationScoped
public class AuditLog {
  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final Instance<AuditOrigin> origin;

  AuditLog(TenantTransactions transactions, EntityManager entities, Instance<AuditOrigin> origin) {
    this.transactions = transactions;
    this.entities = entities;
    this.origin = origin;
  }

  /**
   * Records a change; who made it, and from where, is known from the request at hand.
   *
   * @param target what was changed, by its id or name
   * @param before what it was, written as JSON; null if it is new. No secrets
   * @param after what it is, likewise; null if it is gone
   */
  public void record(
      TenantId tenant,
      AuditAction action,
      String target,
      @Nullable Object before,
      @Nullable Object after) {
    AuditOrigin from = origin();
    AuditActor actor = from == null ? AuditActor.SYSTEM : from.actor();
    transactions.run(
        tenant,
        () ->
            entities
                .createNativeQuery(
                    """
                    INSERT INTO audit_event (tenant_id, actor_kind, actor, action, target, address,
                      request_id, before, after)
                    VALUES (:tenant, :kind, CAST(:actor AS text), :action, :target, CAST(:address AS text),
                      CAST(:request AS text), CAST(CAST(:before AS text) AS jsonb),
                      CAST(CAST(:after AS text) AS jsonb))
                    """)
                .setParameter("tenant", tenant.value())
                .setParameter("kind", actor.kind().name())
                .setParameter("actor", actor.id())
                .setParameter("action", action.wireName())
                .setParameter("target", target)
                .setParameter("address", from == null ? null : from.address())
                .setParameter("request", from == null ? null : from.requestId())
                .setParameter("before", before == null ? null : MiloraJson.write(before))
                .setParameter("after", after == null ? null : MiloraJson.write(after))
                .executeUpdate());
  }

  private @Nullable AuditOrigin origin() {
    return origin.isResolvable() && Arc.container().requestContext().isActive()
        ? origin.get()
        : null;
  }

  /**
   * Events of a tenant.
   *
   * @param after place of the last one of the earlier part, null for the beginning
   */
  public List<AuditEventEntity> list(
      TenantId tenant, AuditFilter filter, ListOrder order, @Nullable Long after, int limit) {
    List<String> conditions = new ArrayList<>();
    Map<String, Object> values = new HashMap<>();
    add(conditions, values, "who", "e.actor = :who", filter.actor());
    add(conditions, values, "what", "e.action = :what", filter.action());
    add(conditions, values, "earliest", "e.at >= :earliest", filter.from());
    add(conditions, values, "latest", "e.at < :latest", filter.to());
    add(conditions, values, "place", "e.sequence " + order.beyond() + " :place", after);
    String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    return transactions.call(
        tenant,
        () -> {
          var query =
              entities.createQuery(
                  "SELECT e FROM AuditEventEntity e" + where + " ORDER BY e.sequence " + order,
                  AuditEventEntity.class);
          values.forEach(query::setParameter);
          return query.setMaxResults(limit).getResultList();
        });
  }

  private static void add(
      List<String> conditions,
      Map<String, Object> values,
      String name,
      String condition,
      @Nullable Object value) {
    if (value != null) {
      conditions.add(condition);
      values.put(name, value);
    }
  }

  /** Computes all chains again, and compares. */
  @SuppressWarnings("unchecked") // JPA's native queries have no type parameter
  public List<AuditChain> verify() {
    return transactions.callForPlatform(
        () ->
            ((List<Tuple>)
                    entities
                        .createNativeQuery("SELECT * FROM verify_audit()", Tuple.class)
                        .getResultList())
                .stream()
                    .map(
                        row ->
                            new AuditChain(
                                row.get("tenant_id", String.class),
                                row.get("tenant_name", String.class),
                                row.get("events", Long.class),
                                row.get("newest_digest", String.class),
                                row.get("broken_at", Long.class)))
                    .toList());
  }
}
