package io.milora.cli.local;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.milora.keycloak.KeycloakServer;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who people sign in with: the system's own Keycloak, or one that is there already.
 *
 * @param issuer of the tokens of an existing one, as they say it; null for the own Keycloak
 */
record IdentityProvider(@Nullable String issuer) {
  private static final IdentityProvider OWN = new IdentityProvider(null);
  private static final String OWN_NAME = "own";

  /** What the data folder says; its own Keycloak unless another was chosen. */
  static IdentityProvider of(DataFolder data) throws IOException {
    return JsonFile.read(data.identityProvider(), IdentityProvider.class).orElse(OWN);
  }

  /**
   * What a person chose.
   *
   * @throws InvalidInputException unless it is {@code own} or an address
   */
  static IdentityProvider parse(String text) {
    if (text.equals(OWN_NAME)) {
      return OWN;
    }
    String issuer = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    if (!issuer.matches("https?://[^\\s/?#]+(/[^\\s?#]*)?")) {
      throw new InvalidInputException(
          Problem.outOfRange(
              "--oidc-issuer", text, "'own', or the issuer's http or https address"));
    }
    return new IdentityProvider(issuer);
  }

  @JsonIgnore
  boolean isOwn() {
    return issuer == null;
  }

  /** The issuer as its tokens name it. */
  String issuer(Ports ports) {
    return issuer == null ? keycloak(ports) + "/realms/" + KeycloakServer.REALM : issuer;
  }

  static URI keycloak(Ports ports) {
    return URI.create("http://127.0.0.1:" + ports.keycloak());
  }

  /**
   * What a program needs to check tokens, tenant-manager to keep members, and the console to sign
   * people in. The secrets of a client of an existing provider come with the launcher's own
   * environment.
   */
  Map<String, String> environment(Program program, Ports ports, Secrets secrets) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("MILORA_OIDC_ISSUER", issuer(ports));
    if (isOwn() && program == Program.TENANT_MANAGER) {
      environment.put("MILORA_OIDC_CLIENT_ID", KeycloakServer.API_CLIENT);
      environment.put("MILORA_OIDC_CLIENT_SECRET", secrets.apiClient());
    }
    if (isOwn() && program == Program.ADMIN_UI) {
      environment.put("MILORA_OIDC_CLIENT_ID", KeycloakServer.CONSOLE_CLIENT);
      environment.put("MILORA_OIDC_CLIENT_SECRET", secrets.consoleClient());
    }
    return environment;
  }
}
