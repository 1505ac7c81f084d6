package io.milora.http;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Lets only the operator's token in. Without a token the program does not start. */
@Provider
@OperatorOnly
@Priority(Priorities.AUTHENTICATION)
public class OperatorFilter implements ContainerRequestFilter {
  private static final int MIN_LENGTH = 16;

  private final String token;
  private final RequestOrigin origin;

  OperatorFilter(
      @ConfigProperty(name = "milora.operator.token") String token, RequestOrigin origin) {
    this.token = token;
    this.origin = origin;
  }

  void checkAtStart(@Observes StartupEvent started) {
    if (token.length() < MIN_LENGTH) {
      throw new IllegalStateException(
          "milora.operator.token has "
              + token.length()
              + " characters; at least "
              + MIN_LENGTH
              + " are needed, for instance of `openssl rand -hex 32`.");
    }
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String given = Bearer.of(request).orElse("");
    // Takes equally long wherever the first difference is.
    if (!MessageDigest.isEqual(bytes(given), bytes(token))) {
      throw Bearer.refused("This call needs the operator's token, milora.operator.token.");
    }
    origin.operator("token");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
