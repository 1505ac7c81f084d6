package io.milora.console.stub;

import com.sun.net.httpserver.HttpServer;
import io.milora.model.json.MiloraJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** Signs people in with a click, by the authorization code flow, with Keycloak's claims. */
final class StubIdentity implements AutoCloseable {
  private final HttpServer server;
  private final RsaJsonWebKey key;
  private volatile boolean down;

  StubIdentity(int port) throws IOException, JoseException {
    key = RsaJwkGenerator.generateJwk(2048);
    key.setKeyId("stub");
    key.setUse("sig");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        http -> {
          Exchange exchange = new Exchange(http);
          if (down && !exchange.path().startsWith("/stub/")) {
            exchange.error(503, "away", "The identity provider does not answer.");
            return;
          }
          switch (exchange.path()) {
            case "/stub/down" -> {
              down = exchange.query().containsKey("yes");
              exchange.json(Map.of("down", down));
            }
            case "/.well-known/openid-configuration" -> exchange.json(discovery());
            case "/jwks" -> exchange.send(200, "application/json", new JsonWebKeySet(key).toJson());
            case "/authorize" -> authorize(exchange);
            case "/token" -> token(exchange);
            case "/end" -> exchange.redirect(exchange.query("post_logout_redirect_uri"));
            case "/favicon.ico" -> exchange.send(200, "image/svg+xml", "<svg/>");
            default -> exchange.error(404, "unknown_url", exchange.path());
          }
        });
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private Map<String, Object> discovery() {
    Map<String, Object> discovery = new LinkedHashMap<>();
    discovery.put("issuer", url());
    discovery.put("authorization_endpoint", url() + "/authorize");
    discovery.put("token_endpoint", url() + "/token");
    discovery.put("jwks_uri", url() + "/jwks");
    discovery.put("end_session_endpoint", url() + "/end");
    discovery.put("response_types_supported", List.of("code"));
    return discovery;
  }

  private static void authorize(Exchange exchange) throws IOException {
    Map<String, String> query = exchange.query();
    if (query.containsKey("as")) {
      exchange.redirect(
          query.get("redirect_uri") + "?code=" + query.get("as") + "&state=" + query.get("state"));
      return;
    }
    StringBuilder page = new StringBuilder("<!doctype html><title>Sign in</title>");
    for (StubUser user : StubUser.values()) {
      page.append(
          "<p><a href='%s&as=%s'>%s</a>"
              .formatted(exchange.http().getRequestURI(), user, user.fullName));
    }
    exchange.send(200, "text/html", page.toString());
  }

  private void token(Exchange exchange) throws IOException {
    Map<String, String> form = exchange.form();
    StubUser user =
        StubUser.named(
            Objects.requireNonNull(
                form.getOrDefault("refresh_token", form.get("code")), "A token or a code"));
    Map<String, Object> tokens = new LinkedHashMap<>();
    tokens.put("access_token", jwt(user, "milora-api"));
    tokens.put("id_token", jwt(user, "milora-console"));
    tokens.put("refresh_token", user.name());
    tokens.put("token_type", "Bearer");
    tokens.put("expires_in", 300);
    exchange.send(200, "application/json", MiloraJson.write(tokens));
  }

  private String jwt(StubUser user, String audience) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(url());
    claims.setSubject(user.name());
    claims.setAudience(audience);
    claims.setIssuedAtToNow();
    claims.setGeneratedJwtId();
    claims.setExpirationTimeMinutesInTheFuture(5);
    claims.setClaim("azp", "milora-console");
    claims.setClaim("typ", "Bearer");
    claims.setClaim("name", user.fullName);
    claims.setClaim("preferred_username", user.name());
    claims.setClaim("organization", user.tenants);
    claims.setClaim("realm_access", Map.of("roles", user.roles));
    JsonWebSignature signature = new JsonWebSignature();
    signature.setPayload(claims.toJson());
    signature.setKey(key.getPrivateKey());
    signature.setKeyIdHeaderValue(key.getKeyId());
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
