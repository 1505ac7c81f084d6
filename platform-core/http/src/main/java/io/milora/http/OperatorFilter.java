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

/**
 * Lets operators in: people with the role, and on this machine the launcher's token, which works
 * without an identity provider. Without that token the program does not start.
 */
@Provider
@OperatorOnly
@Priority(Priorities.AUTHENTICATION)
public class OperatorFilter implements ContainerRequestFilter {
  private static final int MIN_LENGTH = 16;
  private static final String LAUNCHER = "launcher";

  private final String token;
  private final Authentication authentication;
  private final ClientAddress address;
  private final RequestOrigin origin;

  OperatorFilter(
      @ConfigProperty(name = "milora.operator.token") String token,
      Authentication authentication,
      ClientAddress address,
      RequestOrigin origin) {
    this.token = token;
    this.authentication = authentication;
    this.address = address;
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
    boolean launcher = MessageDigest.isEqual(bytes(given), bytes(token));
    origin.operator(
        launcher && address.isLoopback()
            ? LAUNCHER
            : authentication.operator(given, address.get()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
