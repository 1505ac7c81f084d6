package io.milora.tenantmanager.members;

import io.milora.http.OidcConfig;
import io.milora.http.PlatformRole;
import io.milora.model.MemberRole;
import io.milora.persistence.MemberEntity;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.admin.client.CreatedResponseUtil;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.KeycloakBuilder;
import org.keycloak.admin.client.resource.OrganizationMembersResource;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.OrganizationRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** Keycloak's Organizations, through its admin client. Thread-safe. */
@ApplicationScoped
class KeycloakDirectory implements OrganizationDirectory {
  private static final String REALMS = "/realms/";
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;
  private static final int MOST_PEOPLE = 1000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final OidcConfig config;
  private @Nullable Keycloak client;

  KeycloakDirectory(OidcConfig config) {
    this.config = config;
  }

  @Override
  public boolean isKept() {
    return config.clientSecret().isPresent()
        && config.issuer().filter(issuer -> issuer.getPath().contains(REALMS)).isPresent();
  }

  @Override
  public String ensureOrganization(String name) {
    return ask(
        realm -> {
          Optional<String> known = organization(realm, name);
          if (known.isPresent()) {
            return known.get();
          }
          OrganizationRepresentation organization = new OrganizationRepresentation();
          organization.setName(name);
          organization.setAlias(name);
          try (Response made = realm.organizations().create(organization)) {
            return CreatedResponseUtil.getCreatedId(made);
          }
        });
  }

  @Override
  public List<Person> people(String organization) {
    return ask(
        realm ->
            members(realm, organization).list(0, MOST_PEOPLE).stream()
                .filter(user -> user.getEmail() != null)
                .map(user -> person(realm, user))
                .toList());
  }

  @Override
  public Joined ensureMember(String organization, MemberEntity member) {
    return ask(
        realm -> {
          Optional<UserRepresentation> known =
              realm.users().searchByEmail(member.email, true).stream().findFirst();
          Joined joined =
              known
                  .map(user -> new Joined(user.getId(), null))
                  .orElseGet(() -> create(realm, member.email));
          if (known.isPresent() && !isMember(realm, organization, joined.userId())) {
            requireProven(known.get());
          }
          addMember(realm, organization, joined.userId());
          addRole(realm, joined.userId(), member.role);
          return joined;
        });
  }

  @Override
  public void removeMember(String organization, String userId) {
    ask(
        realm -> {
          try (Response removed = members(realm, organization).removeMember(userId)) {
            requireDone(removed, NOT_FOUND);
          }
          return true;
        });
  }

  @Override
  public void removeOrganization(@Nullable String id, String name) {
    ask(
        realm -> {
          Optional<String> known = Optional.ofNullable(id).or(() -> organization(realm, name));
          if (known.isPresent()) {
            try (Response removed = realm.organizations().get(known.get()).delete()) {
              requireDone(removed, NOT_FOUND);
            }
          }
          return true;
        });
  }

  private static Optional<String> organization(RealmResource realm, String name) {
    return realm.organizations().search(name, true, 0, 10).stream()
        .filter(found -> name.equals(found.getAlias()))
        .map(OrganizationRepresentation::getId)
        .findFirst();
  }

  private static OrganizationMembersResource members(RealmResource realm, String organization) {
    return realm.organizations().get(organization).members();
  }

  private static boolean isMember(RealmResource realm, String organization, String userId) {
    return members(realm, organization).list(0, MOST_PEOPLE).stream()
        .anyMatch(user -> user.getId().equals(userId));
  }

  /** Whoever made the account could else walk in wherever that address is invited. */
  private static void requireProven(UserRepresentation user) {
    if (!Boolean.TRUE.equals(user.isEmailVerified())) {
      throw new DirectoryException(
          "An account with the address "
              + user.getEmail()
              + " exists, but nobody has proven that the address is its owner's; an operator of the"
              + " identity provider can mark it as verified.");
    }
  }

  private static Joined create(RealmResource realm, String email) {
    UserRepresentation user = new UserRepresentation();
    user.setUsername(email);
    user.setEmail(email);
    user.setEnabled(true);
    user.setEmailVerified(false);
    boolean mail = sendsMail(realm);
    String password = null;
    if (!mail) {
      password = oneTimePassword();
      CredentialRepresentation credential = new CredentialRepresentation();
      credential.setType(CredentialRepresentation.PASSWORD);
      credential.setValue(password);
      credential.setTemporary(true);
      user.setCredentials(List.of(credential));
    }
    String id;
    try (Response made = realm.users().create(user)) {
      id = CreatedResponseUtil.getCreatedId(made);
    }
    if (mail) {
      realm
          .users()
          .get(id)
          .executeActionsEmail(List.of("VERIFY_EMAIL", "UPDATE_PASSWORD", "UPDATE_PROFILE"));
    }
    return new Joined(id, password);
  }

  private static boolean sendsMail(RealmResource realm) {
    Map<String, String> smtp = realm.toRepresentation().getSmtpServer();
    return smtp != null && smtp.get("host") != null;
  }

  private static void addMember(RealmResource realm, String organization, String userId) {
    try (Response added = members(realm, organization).addMember(userId)) {
      requireDone(added, CONFLICT);
    }
  }

  private static void addRole(RealmResource realm, String userId, MemberRole role) {
    RoleRepresentation wanted = realm.roles().get(name(role).wireName()).toRepresentation();
    realm.users().get(userId).roles().realmLevel().add(List.of(wanted));
  }

  private static Person person(RealmResource realm, UserRepresentation user) {
    boolean admin =
        realm.users().get(user.getId()).roles().realmLevel().listEffective().stream()
            .anyMatch(role -> role.getName().equals(name(MemberRole.ADMIN).wireName()));
    return new Person(
        user.getId(),
        user.getEmail().toLowerCase(Locale.ROOT),
        admin ? MemberRole.ADMIN : MemberRole.MEMBER);
  }

  private static PlatformRole name(MemberRole role) {
    return switch (role) {
      case ADMIN -> PlatformRole.TENANT_ADMIN;
      case MEMBER -> PlatformRole.TENANT_MEMBER;
    };
  }

  private static void requireDone(Response response, int alsoFine) {
    int status = response.getStatus();
    if (status >= 300 && status != alsoFine) {
      throw new WebApplicationException(response);
    }
  }

  private static String oneTimePassword() {
    byte[] random = new byte[12];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private <T> T ask(Function<RealmResource, T> question) {
    URI issuer = config.issuer().orElseThrow();
    try {
      return question.apply(client(issuer).realm(realm(issuer)));
    } catch (WebApplicationException e) {
      throw new DirectoryException(
          DirectoryException.Kind.REFUSED, "The identity provider refuses: " + e.getMessage(), e);
    } catch (ProcessingException e) {
      throw new DirectoryException(
          DirectoryException.Kind.AWAY, "The identity provider does not answer", e);
    }
  }

  private synchronized Keycloak client(URI issuer) {
    if (client == null) {
      String address = issuer.toString();
      client =
          KeycloakBuilder.builder()
              .serverUrl(address.substring(0, address.indexOf(REALMS)))
              .realm(realm(issuer))
              .grantType(OAuth2Constants.CLIENT_CREDENTIALS)
              .clientId(config.clientId())
              .clientSecret(config.clientSecret().orElseThrow())
              .build();
    }
    return client;
  }

  private static String realm(URI issuer) {
    return issuer.getPath().substring(issuer.getPath().indexOf(REALMS) + REALMS.length());
  }

  @PreDestroy
  synchronized void close() {
    if (client != null) {
      client.close();
      client = null;
    }
  }
}
