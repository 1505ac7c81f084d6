package io.milora.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** An issuer of tokens that can go away, come back and change its key. */
final class SmallIssuer implements OidcConfig, AutoCloseable {
  private final int port;
  private @Nullable HttpServer server;
  private RsaJsonWebKey key;
  private int keys;

  SmallIssuer() throws IOException, JoseException {
    key = newKey();
    server = listen(0);
    port = server.getAddress().getPort();
  }

  /** The claims of a good token of alice, of the organisations given. */
  JwtClaims alice(String... organizations) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(address());
    claims.setAudience("milora-api");
    claims.setSubject("alice-1");
    claims.setIssuedAtToNow();
    claims.setExpirationTimeMinutesInTheFuture(5);
    claims.setClaim("typ", "Bearer");
    claims.setClaim("preferred_username", "alice");
    claims.setClaim("realm_access", Map.of("roles", List.of("tenant-member", "offline_access")));
    Map<String, Object> named = new java.util.TreeMap<>();
    for (String name : organizations) {
      named.put(name, Map.of("id", "id-of-" + name));
    }
    claims.setClaim("organization", named);
    return claims;
  }

  String sign(JwtClaims claims) throws JoseException {
    return sign(claims, key);
  }

  static String sign(JwtClaims claims, RsaJsonWebKey with) throws JoseException {
    JsonWebSignature signature = new JsonWebSignature();
    signature.setPayload(claims.toJson());
    signature.setKey(with.getPrivateKey());
    signature.setKeyIdHeaderValue(with.getKeyId());
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    return signature.getCompactSerialization();
  }

  /** A key that the issuer does not publish. */
  RsaJsonWebKey newKey() throws JoseException {
    RsaJsonWebKey fresh = RsaJwkGenerator.generateJwk(2048);
    fresh.setKeyId("key-" + keys++);
    return fresh;
  }

  void changeKey() throws JoseException {
    key = newKey();
  }

  void goAway() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
  }

  void comeBack() throws IOException {
    server = listen(port);
  }

  String address() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public Optional<URI> issuer() {
    return Optional.of(URI.create(address()));
  }

  @Override
  public String audience() {
    return "milora-api";
  }

  @Override
  public String clientId() {
    return "milora-api";
  }

  @Override
  public Optional<String> clientSecret() {
    return Optional.empty();
  }

  private HttpServer listen(int wanted) throws IOException {
    HttpServer started =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
    started.createContext(
        "/",
        exchange -> {
          String body =
              exchange.getRequestURI().getPath().equals("/keys")
                  ? new JsonWebKeySet(key).toJson()
                  : "{\"issuer\":\"%1$s\",\"jwks_uri\":\"%1$s/keys\"}".formatted(address());
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    started.start();
    return started;
  }

  @Override
  public void close() {
    goAway();
  }
}
