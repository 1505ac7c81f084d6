package io.milora.persistence;

import io.milora.model.AliasChangeKind;
import io.milora.model.InvalidInputException;
import io.milora.model.PublicId;
import io.milora.model.TenantId;
import io.milora.model.json.MiloraJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Names that move from version to version. Every change is recorded in the transaction that makes
 * it.
 */
@ApplicationScoped
public class Aliases {
  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final AuditLog audit;

  Aliases(TenantTransactions transactions, EntityManager entities, AuditLog audit) {
    this.transactions = transactions;
    this.entities = entities;
    this.audit = audit;
  }

  /**
   * The alias, held until the transaction that is under way ends, whether it exists or not: changes
   * of one alias come one after the other.
   *
   * @throws InvalidInputException if the name has another shape
   */
  public Optional<AliasEntity> hold(TenantId tenant, String name) {
    AliasName.check(name);
    return transactions.call(
        tenant,
        () -> {
          entities
              .createNativeQuery(
                  "SELECT CAST(pg_advisory_xact_lock(hashtextextended(:key, 0)) AS text)",
                  String.class)
              .setParameter("key", "alias " + tenant.value() + " " + name)
              .getSingleResult();
          return find(tenant, name);
        });
  }

  /** The alias with this name. */
  public Optional<AliasEntity> find(TenantId tenant, String name) {
    return transactions.call(
        tenant,
        () ->
            entities
                .createQuery("FROM AliasEntity WHERE name = :name", AliasEntity.class)
                .setParameter("name", name)
                .getResultStream()
                .findFirst());
  }

  /** Points an alias, which is held, at another version; creates it if need be. Ends a canary. */
  public void move(TenantId tenant, String name, AdapterVersionEntity version, AliasMove move) {
    transactions.run(
        tenant,
        () -> {
          AliasEntity alias = find(tenant, name).orElseGet(() -> fresh(name));
          String from = alias.adapterVersionId == null ? null : modelName(alias.adapterVersionId);
          if (!version.id.equals(alias.adapterVersionId)) {
            alias.previousVersionId = alias.adapterVersionId;
          }
          alias.adapterVersionId = version.id;
          alias.endCanary();
          alias.updatedAt = Instant.now();
          entities.persist(alias);
          AliasChangeKind kind =
              move.reason() == null ? AliasChangeKind.MOVED : AliasChangeKind.OVERRIDDEN;
          record(tenant, name, kind, from, version.modelName, null, move);
        });
  }

  /**
   * Sends a share of the requests of an alias, which is held and exists, to another version than
   * its own; the share before, if there is one, ends.
   *
   * @param percent 1 to 99
   */
  public void setCanary(
      TenantId tenant, String name, AdapterVersionEntity version, int percent, AliasMove move) {
    transactions.run(
        tenant,
        () -> {
          AliasEntity alias = find(tenant, name).orElseThrow();
          alias.canaryVersionId = version.id;
          alias.canaryPercent = percent;
          alias.updatedAt = Instant.now();
          String from = modelName(alias.adapterVersionId);
          record(tenant, name, AliasChangeKind.CANARY_SET, from, version.modelName, percent, move);
        });
  }

  /** Sends all requests of an alias, which is held, to its own version; false without a canary. */
  public boolean endCanary(TenantId tenant, String name, String keyId) {
    return transactions.call(
        tenant,
        () -> {
          AliasEntity alias = find(tenant, name).orElse(null);
          if (alias == null || alias.canaryVersionId == null) {
            return false;
          }
          String from = modelName(alias.canaryVersionId);
          alias.endCanary();
          alias.updatedAt = Instant.now();
          record(
              tenant,
              name,
              AliasChangeKind.CANARY_ENDED,
              from,
              modelName(alias.adapterVersionId),
              null,
              new AliasMove(keyId, null, null));
          return true;
        });
  }

  /**
   * Points an alias, which is held, back at the version before. There is one step back only: after
   * it, going to the version that was left is a move like any other.
   *
   * @return the version's model name; empty if there is none before
   */
  public Optional<String> rollBack(TenantId tenant, String name, String keyId) {
    return transactions.call(
        tenant,
        () -> {
          AliasEntity alias = find(tenant, name).orElse(null);
          if (alias == null || alias.previousVersionId == null) {
            return Optional.empty();
          }
          String from = modelName(alias.adapterVersionId);
          String to = modelName(alias.previousVersionId);
          alias.adapterVersionId = alias.previousVersionId;
          alias.previousVersionId = null;
          alias.endCanary();
          alias.updatedAt = Instant.now();
          record(
              tenant,
              name,
              AliasChangeKind.ROLLED_BACK,
              from,
              to,
              null,
              new AliasMove(keyId, null, null));
          return Optional.of(to);
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

  /** Forgets an alias; false if the tenant has none with this name. Its history stays. */
  public boolean delete(TenantId tenant, String name, String keyId) {
    return transactions.call(
        tenant,
        () -> {
          Optional<AliasEntity> alias = find(tenant, name);
          alias.ifPresent(
              found -> {
                record(
                    tenant,
                    name,
                    AliasChangeKind.DELETED,
                    modelName(found.adapterVersionId),
                    null,
                    null,
                    new AliasMove(keyId, null, null));
                entities.remove(found);
              });
          return alias.isPresent();
        });
  }

  /**
   * What became of an alias, newest first; also of one that is gone.
   *
   * @param after id of the last one of the earlier part, null for the beginning
   */
  public List<AliasChangeEntity> history(
      TenantId tenant, String name, @Nullable String after, int limit) {
    return transactions.call(
        tenant,
        () ->
            Lists.newestFirst(
                entities,
                AliasChangeEntity.class,
                "sequence",
                "e.alias = :alias",
                Map.of("alias", name),
                after,
                limit));
  }

  private static AliasEntity fresh(String name) {
    AliasEntity alias = new AliasEntity();
    alias.id = "alias-" + UUID.randomUUID();
    alias.name = name;
    return alias;
  }

  private String modelName(String versionId) {
    return entities.find(AdapterVersionEntity.class, versionId).modelName;
  }

  private void record(
      TenantId tenant,
      String alias,
      AliasChangeKind kind,
      @Nullable String from,
      @Nullable String to,
      @Nullable Integer percent,
      AliasMove move) {
    AliasChangeEntity change = new AliasChangeEntity();
    change.id = PublicId.ALIAS_CHANGE.next();
    change.alias = alias;
    change.kind = kind;
    change.keyId = move.keyId();
    change.fromModel = from;
    change.toModel = to;
    change.percent = percent;
    change.gate = move.gate() == null ? null : MiloraJson.write(move.gate());
    change.reason = move.reason();
    entities.persist(change);
    Map<String, Object> after = new HashMap<>();
    after.put("model", to);
    if (percent != null) {
      after.put("percent", percent);
    }
    after.put("gate", move.gate());
    after.put("reason", move.reason());
    audit.record(
        tenant,
        action(kind),
        alias,
        from == null ? null : Map.of("model", from),
        to == null ? null : after);
  }

  private static AuditAction action(AliasChangeKind kind) {
    return switch (kind) {
      case MOVED -> AuditAction.ALIAS_MOVE;
      case OVERRIDDEN -> AuditAction.ALIAS_OVERRIDE;
      case ROLLED_BACK -> AuditAction.ALIAS_ROLL_BACK;
      case CANARY_SET -> AuditAction.ALIAS_CANARY_SET;
      case CANARY_ENDED -> AuditAction.ALIAS_CANARY_END;
      case DELETED -> AuditAction.ALIAS_DELETE;
    };
  }
}
