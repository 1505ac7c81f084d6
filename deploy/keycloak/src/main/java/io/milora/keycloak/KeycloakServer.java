package io.milora.keycloak;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Keycloak on the loopback address with the platform's realm; whoever has one starts the process.
 *
 * @param folder its own; made and filled by {@link #layOut}
 */
public record KeycloakServer(
    KeycloakDistribution distribution,
    Path folder,
    int port,
    DatabaseLogin database,
    RealmSecrets secrets) {
  /** The platform's realm. */
  public static final String REALM = "milora";

  /** The client with which tenant-manager keeps organisations and members. */
  public static final String API_CLIENT = "milora-api";

  /** The console's client. */
  public static final String CONSOLE_CLIENT = "milora-console";

  /** Keycloak takes these from its home; the rest of the home is the server's own. */
  private static final List<String> SHARED = List.of("lib", "providers", "themes", "conf");

  /** Where it listens. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The issuer of the realm's tokens; answers as soon as people can sign in. */
  public URI issuer() {
    return address().resolve("/realms/" + REALM);
  }

  /** The realm as the file has it, with its placeholders. */
  public static String realm() throws IOException {
    try (InputStream file = KeycloakServer.class.getResourceAsStream("realm.json")) {
      if (file == null) {
        throw new IOException("realm.json is missing in this build");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Makes the folder ready, before each start. A realm that is in the database already stays as it
   * is.
   *
   * @param realm the realm's file
   */
  public void layOut(String realm) throws IOException {
    Path imported = folder.resolve("data/import");
    Files.createDirectories(imported);
    Files.writeString(imported.resolve(REALM + "-realm.json"), realm);
    for (String name : SHARED) {
      Path link = folder.resolve(name);
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, distribution.root().resolve(name));
    }
  }

  /** The command; compiled lightly, as it starts more often than it works hard. */
  public List<String> command() {
    List<String> command =
        distribution.command(
            folder,
            "-Xms64m",
            "-Xmx384m",
            "-XX:MaxMetaspaceSize=256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError");
    command.addAll(List.of("start", "--optimized", "--import-realm"));
    return command;
  }

  /** Configuration by environment, so that no password shows in a list of processes. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>(secrets.placeholders());
    environment.put("KC_DB_URL", database.jdbcUrl());
    environment.put("KC_DB_USERNAME", database.user());
    environment.put("KC_DB_PASSWORD", database.password());
    environment.put("KC_DB_POOL_INITIAL_SIZE", "1");
    environment.put("KC_DB_POOL_MIN_SIZE", "1");
    environment.put("KC_DB_POOL_MAX_SIZE", "10");
    environment.put("KC_HTTP_ENABLED", "true");
    environment.put("KC_HTTP_HOST", "127.0.0.1");
    environment.put("KC_HTTP_PORT", Integer.toString(port));
    environment.put("KC_HOSTNAME", address().toString());
    environment.put("KC_CACHE", "local");
    return environment;
  }
}
