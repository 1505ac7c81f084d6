package io.milora.http;

import io.milora.persistence.Principal;
import java.util.Map;
import java.util.Set;

/**
 * What a good token says.
 *
 * @param organizations the identity provider's ids of the person's organisations, by name
 */
public record TokenClaims(
    Principal.Person person, Map<String, String> organizations, Set<PlatformRole> roles) {
  public TokenClaims {
    organizations = Map.copyOf(organizations);
    roles = Set.copyOf(roles);
  }
}
