package io.milora.console.session;

import io.milora.console.platform.Caller;
import java.time.Instant;

/**
 * A user's access to one tenant. The token changes while it is refreshed, the tenant never does, so
 * that whoever holds this cannot end up with another tenant's data. Thread-safe.
 */
public final class Credentials {
  private final String tenant;
  private volatile Token token;

  Credentials(String tenant, Token token) {
    this.tenant = tenant;
    this.token = token;
  }

  void renew(Token newer) {
    token = newer;
  }

  /** The tenant's name. */
  public String tenant() {
    return tenant;
  }

  /** For a call made now. */
  public Caller caller() {
    return new Caller(token.value(), tenant);
  }

  /** Whether the token can still be used, and still names the tenant. */
  public boolean isValid() {
    Token now = token;
    return now.expiresAt().isAfter(Instant.now()) && now.tenants().contains(tenant);
  }
}
