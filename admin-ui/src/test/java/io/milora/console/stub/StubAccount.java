package io.milora.console.stub;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.console.platform.ApiKey;
import io.milora.console.platform.Member;
import io.milora.console.platform.NewApiKey;
import io.milora.console.platform.NewMember;
import io.milora.model.MemberRole;
import io.milora.model.Scope;
import io.milora.model.openai.Deleted;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A tenant's keys and members. Nobody called {@code away@…} can be invited: nobody answers. */
final class StubAccount {
  private static final Set<String> ADMINS =
      Set.of("api_keys", "members", "audit", "webhooks", "export");

  private StubAccount() {}

  static boolean isForAdmins(Exchange exchange) {
    return ADMINS.contains(exchange.path().split("/", -1)[2]);
  }

  static void fill(StubTenant tenant) {
    long now = Instant.now().getEpochSecond();
    add(tenant, tenant.name + " shop", List.of(Scope.INFER), List.of("support"), null, now - 40);
    add(
        tenant,
        tenant.name + " nightly training",
        List.of(Scope.FINE_TUNE, Scope.FILES),
        null,
        now + 3 * 86_400,
        now - 7 * 3600);
    add(tenant, tenant.name + " trial", List.of(Scope.ADMIN), null, now - 86_400, null);
    member(tenant, "ada@" + tenant.name + ".example", MemberRole.ADMIN, Member.State.ACTIVE);
    member(tenant, "lin@" + tenant.name + ".example", MemberRole.MEMBER, Member.State.PENDING);
  }

  private static ApiKey add(
      StubTenant tenant,
      String name,
      List<Scope> scopes,
      @Nullable List<String> models,
      @Nullable Long expiresAt,
      @Nullable Long lastUsedAt) {
    String id = tenant.nextId("mk");
    ApiKey key =
        new ApiKey(
            id,
            name,
            scopes,
            models,
            Instant.now().getEpochSecond() - 90_000,
            expiresAt,
            null,
            lastUsedAt,
            null,
            null);
    tenant.keys.put(id, key);
    return key;
  }

  private static Member member(
      StubTenant tenant, String email, MemberRole role, Member.State state) {
    Member member =
        new Member(
            tenant.nextId("member"),
            email,
            role,
            state,
            Instant.now().getEpochSecond() - 200_000,
            null);
    tenant.members.put(member.id(), member);
    return member;
  }

  static void keys(Exchange exchange, StubTenant tenant, List<String> path) throws IOException {
    if (path.size() == 2 && exchange.is("GET")) {
      exchange.json(StubPlatform.page(List.copyOf(tenant.keys.values()), ApiKey::id));
    } else if (path.size() == 2) {
      NewApiKey terms = read(exchange, NewApiKey.class);
      exchange.json(
          shown(
              add(tenant, terms.name(), terms.scopes(), terms.models(), terms.expiresAt(), null)));
    } else {
      ApiKey key = Objects.requireNonNull(tenant.keys.get(path.get(2)));
      long now = Instant.now().getEpochSecond();
      if (exchange.is("DELETE")) {
        tenant.keys.put(key.id(), ended(key, key.expiresAt(), now, key.rotatedTo()));
        exchange.json(new Deleted(key.id(), "api_key", true));
      } else {
        long overlap = read(exchange, JsonNode.class).path("overlap_seconds").longValue();
        ApiKey next = add(tenant, key.name(), key.scopes(), key.models(), key.expiresAt(), null);
        tenant.keys.put(key.id(), ended(key, now + overlap, null, next.id()));
        exchange.json(shown(next));
      }
    }
  }

  private static ApiKey shown(ApiKey key) {
    return new ApiKey(
        key.id(),
        key.name(),
        key.scopes(),
        key.models(),
        key.createdAt(),
        key.expiresAt(),
        null,
        null,
        null,
        key.id() + ".secret-part");
  }

  private static ApiKey ended(
      ApiKey key, @Nullable Long expiresAt, @Nullable Long revokedAt, @Nullable String rotatedTo) {
    return new ApiKey(
        key.id(),
        key.name(),
        key.scopes(),
        key.models(),
        key.createdAt(),
        expiresAt,
        revokedAt,
        key.lastUsedAt(),
        rotatedTo,
        null);
  }

  static void members(Exchange exchange, StubTenant tenant, List<String> path) throws IOException {
    if (path.size() == 3) {
      tenant.members.remove(path.get(2));
      exchange.json(new Deleted(path.get(2), "member", true));
    } else if (exchange.is("GET")) {
      exchange.json(StubPlatform.page(List.copyOf(tenant.members.values()), Member::id));
    } else {
      invite(exchange, tenant, read(exchange, NewMember.class));
    }
  }

  private static void invite(Exchange exchange, StubTenant tenant, NewMember wanted)
      throws IOException {
    if (wanted.email().startsWith("away@")) {
      exchange.error(
          503,
          "identity_provider_unreachable",
          "The identity provider does not answer, so nobody can be invited at present; nothing was changed.");
      return;
    }
    tenant.members.values().removeIf(member -> member.email().equals(wanted.email()));
    Member member = member(tenant, wanted.email(), wanted.role(), Member.State.ACTIVE);
    exchange.json(
        new Member(
            member.id(),
            member.email(),
            member.role(),
            member.state(),
            member.createdAt(),
            "first-4711"));
  }

  private static <T> T read(Exchange exchange, Class<T> type) throws IOException {
    return Exchange.JSON.readValue(exchange.http().getRequestBody(), type);
  }
}
