package io.milora.console.platform;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.core.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * In whose name a call is made; immutable.
 *
 * <p>The fields are public for the REST client, which reads them as headers.
 */
public final class Caller {
  @HeaderParam(HttpHeaders.AUTHORIZATION)
  public final String authorization;

  /** Which of the user's organisations is meant; null where there is no choice. */
  @HeaderParam("x-milora-tenant")
  public final @Nullable String tenant;

  /** A user with an access token, for one tenant. */
  public Caller(String accessToken, @Nullable String tenant) {
    this.authorization = "Bearer " + accessToken;
    this.tenant = tenant;
  }
}
