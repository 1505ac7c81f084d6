package io.milora.keycloak.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milora.keycloak.DatabaseLogin;
import io.milora.keycloak.KeycloakDistribution;
import io.milora.keycloak.KeycloakServer;
import io.milora.keycloak.RealmSecrets;
import io.milora.migrations.testing.TestServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The Keycloak of this JVM: started at first use, without waiting for it, and stopped at exit. Its
 * realm is the platform's, with one more client to get tokens by password.
 */
public final class TestKeycloak {
  /** Of {@code operator} and {@code brightdesk-admin}. */
  public static final String PASSWORD = "a-password-of-the-tests";

  private static final RealmSecrets SECRETS =
      new RealmSecrets("console-secret", "api-secret", PASSWORD, PASSWORD);
  private static final String TEST_CLIENT = "milora-test";
  private static final Duration START_LIMIT = Duration.ofMinutes(4);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KeycloakServer server;
  private final File log;
  private final HttpClient http = HttpClient.newHttpClient();
  private Process process;

  private TestKeycloak(KeycloakServer server, File log) throws IOException {
    this.server = server;
    this.log = log;
    this.process = launch();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> process.destroyForcibly()));
  }

  /** The one of this JVM. */
  public static TestKeycloak running() {
    return Running.KEYCLOAK;
  }

  /** The issuer of its tokens; known before it answers. */
  public URI issuer() {
    return server.issuer();
  }

  /** The secret of the client {@code milora-api}. */
  public String apiSecret() {
    return SECRETS.api();
  }

  /** The secret of the client {@code milora-console}. */
  public String consoleSecret() {
    return SECRETS.console();
  }

  /** Waits until people can sign in. */
  public void await() {
    Instant deadline = Instant.now().plus(START_LIMIT);
    while (true) {
      try {
        if (http.send(HttpRequest.newBuilder(issuer()).build(), BodyHandlers.discarding())
                .statusCode()
            == 200) {
          return;
        }
      } catch (IOException e) {
        if (!process.isAlive() || Instant.now().isAfter(deadline)) {
          throw new IllegalStateException("Keycloak does not start; see " + log, e);
        }
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      pause();
    }
  }

  /** Kills it, as a crash does. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Starts it again after {@link #kill}, and waits until people can sign in. */
  public void restart() {
    try {
      process = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await();
  }

  /** An access token of a person, for all organisations of it. */
  public String token(String username) {
    return tokenOf(
        Map.of(
            "grant_type", "password",
            "client_id", TEST_CLIENT,
            "username", username,
            "password", PASSWORD,
            "scope", "openid organization:*"));
  }

  /** A token of tenant-manager's own client. */
  public String apiToken() {
    return tokenOf(
        Map.of(
            "grant_type",
            "client_credentials",
            "client_id",
            KeycloakServer.API_CLIENT,
            "client_secret",
            SECRETS.api()));
  }

  /**
   * Calls Keycloak's admin interface with tenant-manager's rights.
   *
   * @param path below the realm, for instance {@code /users}
   * @return the body; null if there is none
   */
  public JsonNode admin(String method, String path, Object body) {
    await();
    URI uri = server.address().resolve("/admin/realms/" + KeycloakServer.REALM + path);
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(uri)
              .header("Authorization", "Bearer " + apiToken())
              .header("Content-Type", "application/json")
              .method(method, BodyPublishers.ofString(JSON.writeValueAsString(body)));
      return JSON.readTree(send(request.build()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String tokenOf(Map<String, String> form) {
    await();
    URI uri = URI.create(issuer() + "/protocol/openid-connect/token");
    String body =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body))
            .build();
    try {
      return JSON.readTree(send(request)).required("access_token").textValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String send(HttpRequest request) throws IOException {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new IOException(
            request.method()
                + " "
                + request.uri()
                + ": "
                + response.statusCode()
                + " "
                + response.body());
      }
      return response.body();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private Process launch() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(server.command())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log));
    builder.environment().putAll(server.environment());
    return builder.start();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("Interrupted", e);
  }

  /** The platform's realm and a client that gives tokens for passwords. */
  private static String realm() throws IOException {
    ObjectNode realm = (ObjectNode) JSON.readTree(KeycloakServer.realm());
    ObjectNode client = ((ArrayNode) realm.required("clients")).addObject();
    client.put("clientId", TEST_CLIENT).put("enabled", true).put("publicClient", true);
    client.put("standardFlowEnabled", false).put("directAccessGrantsEnabled", true);
    client.put("fullScopeAllowed", true);
    client.set("defaultClientScopes", realm.required("defaultDefaultClientScopes"));
    return JSON.writeValueAsString(realm);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static final class Running {
    static final TestKeycloak KEYCLOAK = start();

    private static TestKeycloak start() {
      try {
        Path checkout = Path.of(System.getProperty("milora.root"));
        KeycloakServer server =
            new KeycloakServer(
                KeycloakDistribution.prepared(checkout, () -> {}),
                Files.createTempDirectory(Path.of("target").toAbsolutePath(), "keycloak"),
                freePort(),
                new DatabaseLogin(
                    TestServer.emptyDatabase(), TestServer.SUPERUSER, TestServer.SUPERUSER),
                SECRETS);
        server.layOut(realm());
        return new TestKeycloak(server, server.folder().resolve("keycloak.log").toFile());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw interrupted(e);
      } catch (SQLException e) {
        throw new IllegalStateException("Keycloak's database cannot be made", e);
      }
    }
  }
}
