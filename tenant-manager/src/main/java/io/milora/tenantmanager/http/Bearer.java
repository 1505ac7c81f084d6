package io.milora.tenantmanager.http;

import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;

/** The token of {@code Authorization: Bearer}. */
final class Bearer {
  private static final String PREFIX = "Bearer ";

  private Bearer() {}

  static Optional<String> of(ContainerRequestContext request) {
    String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, PREFIX, 0, PREFIX.length())
        ? Optional.of(header.substring(PREFIX.length()).strip())
        : Optional.empty();
  }

  static ApiException refused(String message) {
    return new ApiException(ErrorKind.UNAUTHENTICATED, message, null, "invalid_api_key");
  }
}
