package io.milora.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;

/** The token of {@code Authorization: Bearer}. */
public final class Bearer {
  private static final String PREFIX = "Bearer ";

  private Bearer() {}

  /** The token, if there is one. */
  public static Optional<String> of(ContainerRequestContext request) {
    String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, PREFIX, 0, PREFIX.length())
        ? Optional.of(header.substring(PREFIX.length()).strip())
        : Optional.empty();
  }

  /** A 401 with this message. */
  public static ApiException refused(String message) {
    return new ApiException(ErrorKind.UNAUTHENTICATED, message, null, "invalid_api_key");
  }
}
