package io.milora.console.session;

import java.time.Instant;
import java.util.List;

/** Credentials without a sign-in. */
public final class TestCredentials {
  private TestCredentials() {}

  /** Of a member of one tenant. */
  public static Credentials of(String tenant) {
    Token token =
        new Token("token", Instant.now().plusSeconds(600), "1", "Ada", List.of(tenant), List.of());
    return new Credentials(tenant, token);
  }
}
