package io.milora.console.session;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where people sign in. Thread-safe. */
@Singleton
public class IdentityProvider {
  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final int FIRST_SERVER_ERROR = 500;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final HttpRequest request;

  IdentityProvider(@ConfigProperty(name = "milora.oidc.issuer") String issuer) {
    request = HttpRequest.newBuilder(URI.create(issuer + DISCOVERY)).timeout(LIMIT).build();
  }

  /** Whether it answers; waits for it some seconds at most. */
  public boolean isAway() {
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() >= FIRST_SERVER_ERROR;
    } catch (IOException e) { // that is the answer
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
