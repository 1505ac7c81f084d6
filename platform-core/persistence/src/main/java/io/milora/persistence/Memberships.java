package io.milora.persistence;

import io.milora.model.MemberRole;
import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a token's organisation is here, and what its tenant says of a person. */
@ApplicationScoped
public class Memberships {
  private final TenantTransactions transactions;
  private final EntityManager entities;

  Memberships(TenantTransactions transactions, EntityManager entities) {
    this.transactions = transactions;
    this.entities = entities;
  }

  /**
   * A tenant, as seen by a person.
   *
   * @param role what the tenant lets the person do at most; null if the tenant never heard of the
   *     person, whose membership then comes from the identity provider alone
   * @param removed whether the tenant took the person off its list
   */
  public record Membership(
      TenantId tenant,
      String tenantName,
      boolean suspended,
      @Nullable MemberRole role,
      boolean removed) {}

  /**
   * The tenant with this organisation.
   *
   * @param organization the identity provider's id
   * @param subject the identity provider's id of the person
   */
  @SuppressWarnings("unchecked") // JPA's native queries have no type parameter
  public Optional<Membership> find(String organization, String subject) {
    return transactions.callForPlatform(
        () ->
            entities
                .createNativeQuery(
                    "SELECT * FROM find_membership(:organization, :person)", Tuple.class)
                .setParameter("organization", organization)
                .setParameter("person", subject)
                .getResultStream()
                .findFirst()
                .map(row -> membership((Tuple) row)));
  }

  private static Membership membership(Tuple row) {
    String role = row.get("role", String.class);
    String state = row.get("state", String.class);
    return new Membership(
        new TenantId(row.get("tenant_id", String.class)),
        row.get("tenant_name", String.class),
        row.get("suspended", Boolean.class),
        role == null ? null : MemberRole.valueOf(role),
        state != null && MemberState.valueOf(state).isGone());
  }
}
