package io.milora.console.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.console.platform.WireJson;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What an access token says. Its signature was checked when it came.
 *
 * @param value the token itself
 * @param user the user's id, for ever the same
 * @param name the user's, for people
 * @param tenants organisations of the user
 * @param roles realm roles
 */
record Token(
    String value,
    Instant expiresAt,
    String user,
    String name,
    List<String> tenants,
    List<String> roles) {
  private static final ObjectMapper JSON = WireJson.mapper();

  /**
   * Reads a JSON web token.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Token parse(String jwt) {
    String[] parts = jwt.split("\\.", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("The access token is no JSON web token");
    }
    try {
      JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
      return new Token(
          jwt,
          Instant.ofEpochSecond(claims.path("exp").asLong()),
          claims.path("sub").asText(""),
          claims.path("name").asText(claims.path("preferred_username").asText("")),
          names(claims.path("organization")),
          names(claims.path("realm_access").path("roles")));
    } catch (IOException e) {
      throw new IllegalArgumentException("The access token's claims are not JSON", e);
    }
  }

  /** Keycloak writes organisations as a list of names, or as an object with names as fields. */
  private static List<String> names(JsonNode claim) {
    List<String> names = new ArrayList<>();
    if (claim.isObject()) {
      claim.fieldNames().forEachRemaining(names::add);
    } else {
      claim.forEach(name -> names.add(name.asText()));
    }
    names.sort(null);
    return List.copyOf(names);
  }

  /** Whether the user looks after the whole platform. */
  boolean isOperator() {
    return roles.contains("platform-operator");
  }

  /** Nothing secret. */
  @Override
  public String toString() {
    return "Token[" + name + "]";
  }
}
