package io.milora.http;

import io.milora.model.MemberRole;
import io.milora.model.Scope;
import io.milora.persistence.ApiKeys;
import io.milora.persistence.Authenticated;
import io.milora.persistence.Caller;
import io.milora.persistence.Memberships;
import io.milora.persistence.Memberships.Membership;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one place that turns a credential into a caller. Thread-safe. */
@ApplicationScoped
public class Authentication {
  private final ApiKeys keys;
  private final Tokens tokens;
  private final Memberships memberships;
  private final FailedAttempts failures;

  Authentication(ApiKeys keys, Tokens tokens, Memberships memberships, FailedAttempts failures) {
    this.keys = keys;
    this.tokens = tokens;
    this.memberships = memberships;
    this.failures = failures;
  }

  /**
   * Finds out who asks.
   *
   * @param bearer an API key or a token
   * @param tenant the name of the tenant that the call is for, if it says so
   * @param source where the call comes from
   * @throws ApiException 401 for a bad credential, 429 after too many of them, 404 if the tenant is
   *     not the caller's, 403 if it is suspended, 400 if the caller must choose one
   */
  Caller caller(String bearer, @Nullable String tenant, String source) {
    Authenticated found = tokens.mayBe(bearer) ? person(bearer, tenant) : key(bearer, source);
    if (tenant != null && !tenant.equals(found.caller().tenantName())) {
      throw noSuchTenant(tenant);
    }
    if (found.suspended()) {
      throw new ApiException(
          ErrorKind.FORBIDDEN,
          "The tenant is suspended, or about to be deleted, by the platform's operators; nothing is"
              + " lost yet, ask them to resume it.",
          null,
          "tenant_suspended");
    }
    return found.caller();
  }

  /**
   * Finds out which operator asks.
   *
   * @throws ApiException 401 for a bad token, 403 for somebody who is no operator
   */
  String operator(String bearer, String source) {
    if (!tokens.mayBe(bearer)) {
      failures.refuseIfTooMany(source);
      failures.note(source);
      throw Bearer.refused(
          "This call needs the token of a signed-in operator, or the launcher's operator token.");
    }
    TokenClaims claims = tokens.check(bearer);
    if (!claims.roles().contains(PlatformRole.PLATFORM_OPERATOR)) {
      throw new ApiException(
          ErrorKind.FORBIDDEN, "This call needs the role platform-operator.", null, "missing_role");
    }
    return claims.person().username();
  }

  private Authenticated key(String bearer, String source) {
    if (!keys.isKnown(bearer)) {
      failures.refuseIfTooMany(source);
    }
    return keys.authenticate(bearer)
        .orElseThrow(
            () -> {
              failures.note(source);
              return Bearer.refused(
                  "The API key is not known, revoked or expired; ask your tenant's admin for one.");
            });
  }

  private Authenticated person(String token, @Nullable String tenant) {
    TokenClaims claims = tokens.check(token);
    String organization = organization(claims, tenant);
    Membership membership =
        memberships
            .find(organization, claims.person().subject())
            .filter(found -> !found.removed())
            .orElseThrow(
                () ->
                    tenant == null
                        ? Bearer.refused("The token's organisation is no tenant of this platform.")
                        : noSuchTenant(tenant));
    Set<Scope> scopes = role(claims, membership).map(MemberRole::scopes).orElse(Set.of());
    return new Authenticated(
        new Caller(membership.tenant(), membership.tenantName(), claims.person(), scopes, null),
        membership.suspended());
  }

  /** The id of the organisation that the call is for. */
  private static String organization(TokenClaims claims, @Nullable String tenant) {
    if (tenant != null) {
      String id = claims.organizations().get(tenant);
      if (id == null) {
        throw noSuchTenant(tenant);
      }
      return id;
    }
    return switch (claims.organizations().size()) {
      case 0 ->
          throw new ApiException(
              ErrorKind.FORBIDDEN,
              "The token names no organisation; be invited to a tenant, and ask for the scope"
                  + " 'organization:*' when you sign in.",
              null,
              "no_organization");
      case 1 -> claims.organizations().values().iterator().next();
      default ->
          throw new ApiException(
              ErrorKind.INVALID_REQUEST,
              "You belong to several tenants, %s; say which with the path /tenants/TENANT/v1/… or the header %s."
                  .formatted(
                      claims.organizations().keySet().stream().sorted().toList(),
                      TenantHeader.NAME),
              TenantHeader.NAME,
              "tenant_required");
    };
  }

  /** The least of what the identity provider and the tenant itself allow. */
  private static Optional<MemberRole> role(TokenClaims claims, Membership membership) {
    Optional<MemberRole> atMost =
        claims.roles().stream()
            .flatMap(role -> role.inTenants().stream())
            .min(Comparator.naturalOrder());
    MemberRole here = membership.role();
    return here == MemberRole.MEMBER ? atMost.map(role -> MemberRole.MEMBER) : atMost;
  }

  private static ApiException noSuchTenant(String tenant) {
    return ApiException.notFound(
        "There is no tenant '%s', or it is not yours.".formatted(tenant), null, "tenant_not_found");
  }
}
