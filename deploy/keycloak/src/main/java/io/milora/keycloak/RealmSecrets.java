package io.milora.keycloak;

import java.util.Map;

/**
 * What the realm file leaves open. It counts when the realm is made, at a server's first start.
 *
 * @param console secret of the client {@code milora-console}
 * @param api secret of the client {@code milora-api}
 * @param operator password of the user {@code operator}
 * @param demoAdmin password of the user {@code brightdesk-admin}
 */
public record RealmSecrets(String console, String api, String operator, String demoAdmin) {
  /** By the names that the realm file uses. */
  Map<String, String> placeholders() {
    return Map.of(
        "MILORA_CONSOLE_CLIENT_SECRET", console,
        "MILORA_API_CLIENT_SECRET", api,
        "MILORA_OPERATOR_PASSWORD", operator,
        "MILORA_DEMO_ADMIN_PASSWORD", demoAdmin);
  }

  /** Says nothing, so that no log ever holds a secret. */
  @Override
  public String toString() {
    return "RealmSecrets[hidden]";
  }
}
