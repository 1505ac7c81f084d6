package io.milora.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jose4j.http.Get;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;

/** Where an issuer publishes the keys that it signs with. */
final class IssuerKeys {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** They are read again after that time, or when a token names a new one. */
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  /** While the issuer is away, known keys count that long. */
  private static final Duration REMEMBERED_WHILE_AWAY = Duration.ofDays(1);

  /** Tokens with invented key ids cause one look in that time at most. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  private IssuerKeys() {}

  /**
   * Asks the issuer for the place of its keys (OpenID Connect Discovery).
   *
   * @throws IOException if it does not answer, or speaks for another issuer
   */
  static HttpsJwksVerificationKeyResolver discover(URI issuer) throws IOException {
    Get get = new Get();
    get.setConnectTimeout((int) TIMEOUT.toMillis());
    get.setReadTimeout((int) TIMEOUT.toMillis());
    get.setRetries(0);
    String document = get.get(issuer + "/.well-known/openid-configuration").getBody();
    JsonNode metadata = new ObjectMapper().readTree(document);
    if (!issuer.toString().equals(metadata.path("issuer").textValue())) {
      throw new IOException(
          "%s says that the issuer is %s; milora.oidc.issuer must say the same"
              .formatted(issuer, metadata.path("issuer")));
    }
    HttpsJwks keys = new HttpsJwks(metadata.path("jwks_uri").asText());
    keys.setSimpleHttpGet(get);
    keys.setDefaultCacheDuration(REMEMBERED.toSeconds());
    keys.setRetainCacheOnErrorDuration(REMEMBERED_WHILE_AWAY.toSeconds());
    keys.setRefreshReprieveThreshold(BETWEEN_LOOKS.toMillis());
    return new HttpsJwksVerificationKeyResolver(keys);
  }
}
