package io.milora.tenantmanager.operators;

import io.milora.model.Scope;
import io.milora.persistence.IssuedKey;
import java.util.List;

/**
 * A new API key.
 *
 * @param key the whole key; kept nowhere, so it cannot be shown again
 */
public record KeyView(String id, String object, String name, List<Scope> scopes, String key) {
  static KeyView of(IssuedKey issued) {
    List<Scope> scopes = issued.key().scopes.stream().sorted().toList();
    return new KeyView(issued.key().id, "api_key", issued.key().name, scopes, issued.bearer());
  }
}
