package io.milora.persistence;

import io.milora.model.Scope;
import io.milora.model.TenantId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is asking and in whose name, as proven by an API key or a signed-in person's token.
 *
 * @param scopes what the caller may do
 * @param models aliases and models that the caller may name; null if all of the tenant's
 */
public record Caller(
    TenantId tenant,
    String tenantName,
    Principal principal,
    Set<Scope> scopes,
    @Nullable Set<String> models) {
  public Caller {
    scopes = Set.copyOf(scopes);
    models = models == null ? null : Set.copyOf(models);
  }

  /** The public part of the key; null for a person. */
  public @Nullable String keyId() {
    return principal instanceof Principal.ApiKey key ? key.id() : null;
  }

  /** The key's id or the person's name, to be written down beside what was done. */
  public String who() {
    return switch (principal) {
      case Principal.ApiKey key -> key.id();
      case Principal.Person person -> person.username();
    };
  }

  /** Whether the caller may do what needs a scope. */
  public boolean may(Scope needed) {
    return scopes.contains(needed) || scopes.contains(Scope.ADMIN);
  }

  /** Whether the caller may name this alias or model. */
  public boolean mayName(String model) {
    return models == null || models.contains(model);
  }
}
