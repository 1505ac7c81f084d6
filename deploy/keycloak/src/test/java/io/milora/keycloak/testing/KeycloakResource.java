package io.milora.keycloak.testing;

import io.milora.keycloak.KeycloakServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * Gives a Quarkus test the JVM's {@link TestKeycloak} as its identity provider, and sets fields of
 * that type. The test starts before Keycloak answers; asking for a token waits.
 */
public class KeycloakResource implements QuarkusTestResourceLifecycleManager {
  @Override
  public Map<String, String> start() {
    TestKeycloak keycloak = TestKeycloak.running();
    return Map.of(
        "milora.oidc.issuer", keycloak.issuer().toString(),
        "milora.oidc.client-id", KeycloakServer.API_CLIENT,
        "milora.oidc.client-secret", keycloak.apiSecret());
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(
        TestKeycloak.running(), field -> field.getType() == TestKeycloak.class);
  }

  @Override
  public void stop() {
    // It goes with the JVM.
  }
}
