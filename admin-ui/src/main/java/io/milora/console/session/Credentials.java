package io.milora.console.session;

import io.milora.console.platform.Caller;
import java.time.Instant;

/**
 * A user's access to one tenant, or an operator's to the whole platform. The token changes while it
 * is refreshed, the tenant never does, so that whoever holds this cannot end up with another
 * tenant's data. Thread-safe.
 */
public final class Credentials {
  /** In place of a tenant's name, which is never empty. */
  private static final String PLATFORM = "";

  private final String tenant;
  private volatile Token token;

  Credentials(String tenant, Token token) {
    this.tenant = tenant;
    this.token = token;
  }

  static Credentials ofPlatform(Token token) {
    return new Credentials(PLATFORM, token);
  }

  void renew(Token newer) {
    token = newer;
  }

  /** The tenant's name; empty for the whole platform. */
  public String tenant() {
    return tenant;
  }

  /** Whose they are; the same at every sign-in. */
  public String user() {
    return token.user();
  }

  /** Whether they are for the whole platform. */
  public boolean isOfPlatform() {
    return tenant.equals(PLATFORM);
  }

  /** For a call made now. */
  public Caller caller() {
    return new Caller(token.value(), isOfPlatform() ? null : tenant);
  }

  /** Whether the token can still be used, and still allows this. */
  public boolean isValid() {
    Token now = token;
    return now.expiresAt().isAfter(Instant.now())
        && (isOfPlatform() ? now.isOperator() : now.tenants().contains(tenant));
  }
}
