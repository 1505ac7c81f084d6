package io.milora.persistence;

import io.milora.model.Scope;
import io.milora.model.TenantId;
import java.util.Set;

/**
 * Who is asking, as proven by an API key.
 *
 * @param keyId the public part of the key
 * @param scopes what the key may do
 */
public record Caller(TenantId tenant, String tenantName, String keyId, Set<Scope> scopes) {
  public Caller {
    scopes = Set.copyOf(scopes);
  }
}
