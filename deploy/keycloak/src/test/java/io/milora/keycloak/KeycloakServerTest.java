package io.milora.keycloak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.keycloak.testing.TestKeycloak;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeycloakServerTest {
  private final TestKeycloak keycloak = TestKeycloak.running();

  @Test
  void tokensOfPeopleNameTheirOrganisationsRolesAndThePlatformAsAudience() throws IOException {
    JsonNode claims = claims(keycloak.token("brightdesk-admin"));

    assertThat(claims.path("iss").textValue()).isEqualTo(keycloak.issuer().toString());
    assertThat(claims.path("aud").textValue()).isEqualTo("milora-api");
    assertThat(claims.at("/organization/brightdesk/id").textValue()).isNotBlank();
    assertThat(claims.at("/realm_access/roles").toString()).contains("\"tenant-admin\"");
    assertThat(claims.at("/realm_access/roles").toString()).doesNotContain("platform-operator");
    assertThat(claims(keycloak.token("operator")).at("/realm_access/roles").toString())
        .contains("\"platform-operator\"");
  }

  @Test
  void tenantManagersClientKeepsOrganisationsAndPeopleAndNothingElse() {
    keycloak.admin("POST", "/organizations", Map.of("name", "acme", "alias", "acme"));

    assertThat(keycloak.admin("GET", "/organizations?search=acme", Map.of())).hasSize(1);
    assertThatThrownBy(() -> keycloak.admin("GET", "/clients", Map.of()))
        .hasMessageContaining("403");
  }

  private static JsonNode claims(String token) throws IOException {
    byte[] payload = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
    return new ObjectMapper().readTree(payload);
  }
}
