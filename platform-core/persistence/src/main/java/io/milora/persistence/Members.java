package io.milora.persistence;

import io.milora.model.MemberRole;
import io.milora.model.PublicId;
import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The people of tenants. */
@ApplicationScoped
public class Members {
  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final AuditLog audit;

  Members(TenantTransactions transactions, EntityManager entities, AuditLog audit) {
    this.transactions = transactions;
    this.entities = entities;
    this.audit = audit;
  }

  /** All whom the tenant wants, or wants no more and the identity provider still has. */
  public List<MemberEntity> list(TenantId tenant) {
    return transactions.call(
        tenant,
        () ->
            entities
                .createQuery(
                    "FROM MemberEntity WHERE state <> :gone ORDER BY createdAt, id",
                    MemberEntity.class)
                .setParameter("gone", MemberState.REMOVED)
                .getResultList());
  }

  /** One of them, locked until the transaction under way ends. */
  public Optional<MemberEntity> hold(TenantId tenant, String id) {
    return transactions.call(
        tenant,
        () ->
            Optional.ofNullable(
                    entities.find(MemberEntity.class, id, LockModeType.PESSIMISTIC_WRITE))
                .filter(member -> member.state != MemberState.REMOVED));
  }

  /** Wants a person, in this role from now on; who was removed comes back. */
  public MemberEntity want(TenantId tenant, String email, MemberRole role) {
    return transactions.call(
        tenant,
        () -> {
          MemberEntity member = find(email).orElseGet(MemberEntity::new);
          member.role = role;
          member.state = MemberState.PENDING;
          if (member.id == null) {
            member.id = PublicId.MEMBER.next();
            member.email = email;
            member.persist();
          }
          entities.flush();
          audit.record(tenant, AuditAction.MEMBER_INVITE, email, null, Map.of("role", role));
          return member;
        });
  }

  /** Notes that the identity provider has followed; nothing if the wish changed meanwhile. */
  public void followed(TenantId tenant, MemberEntity done, String userId) {
    transactions.run(
        tenant,
        () ->
            hold(tenant, done.id)
                .filter(now -> now.state == done.state && now.role == done.role)
                .ifPresent(
                    now -> {
                      now.userId = userId;
                      now.state =
                          now.state == MemberState.REMOVING
                              ? MemberState.REMOVED
                              : MemberState.ACTIVE;
                    }));
  }

  /** Wants a person no more; in force at once. */
  public boolean remove(TenantId tenant, String id) {
    return transactions.call(
        tenant,
        () -> {
          Optional<MemberEntity> member = hold(tenant, id);
          member.ifPresent(
              now -> {
                now.state = now.userId == null ? MemberState.REMOVED : MemberState.REMOVING;
                audit.record(tenant, AuditAction.MEMBER_REMOVE, now.email, null, null);
              });
          return member.isPresent();
        });
  }

  private Optional<MemberEntity> find(String email) {
    return entities
        .createQuery("FROM MemberEntity WHERE email = :email", MemberEntity.class)
        .setParameter("email", email)
        .getResultStream()
        .findFirst();
  }
}
