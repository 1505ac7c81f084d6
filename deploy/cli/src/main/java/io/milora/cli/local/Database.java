package io.milora.cli.local;

import io.milora.cli.CommandException;
import io.milora.keycloak.DatabaseLogin;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The embedded PostgreSQL: durable, on a fixed port of the loopback address, every connection with
 * a password. Closing stops it and keeps its data.
 */
final class Database implements AutoCloseable {
  static final String SUPERUSER = "postgres";
  private static final String NAME = "milora";
  private static final String KEYCLOAK = "keycloak";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  /** Also the mark of a folder whose first start went through. */
  private static final String ACCESS_RULES =
      """
      # Written by milora: passwords for everybody.
      local all all scram-sha-256
      host all all 127.0.0.1/32 scram-sha-256
      host all all ::1/128 scram-sha-256
      """;

  private final EmbeddedPostgres postgres;
  private final ProcessIdentity process;
  private final int port;

  private Database(EmbeddedPostgres postgres, ProcessIdentity process, int port) {
    this.postgres = postgres;
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it, after stopping one that a killed supervisor left behind in the same folder.
   *
   * @throws CommandException if it does not start or would not be durable
   */
  static Database start(DataFolder data, int port, Secrets secrets)
      throws IOException, InterruptedException {
    Path folder = data.database();
    stopLeftover(folder);
    if (!isComplete(folder)) {
      delete(folder);
    }
    Files.createDirectories(folder);
    File log = data.log("postgresql").toFile();
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder)
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPort(port)
            .setConnectConfig("password", secrets.superuser())
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setPGStartupWait(START_LIMIT)
            .setOutputRedirector(Redirect.appendTo(log))
            .setErrorRedirector(Redirect.appendTo(log))
            .start();
    try {
      Database database = new Database(postgres, postmaster(folder).orElseThrow(), port);
      database.prepare(folder, secrets);
      return database;
    } catch (SQLException | IOException | RuntimeException e) {
      postgres.close();
      throw new CommandException("PostgreSQL started, but is not usable: " + e.getMessage(), e);
    }
  }

  /** Where the programs find their database. */
  String jdbcUrl() {
    return jdbcUrl(NAME);
  }

  /** Keycloak's own database, and its owner. */
  DatabaseLogin keycloak(Secrets secrets) {
    return new DatabaseLogin(jdbcUrl(KEYCLOAK), KEYCLOAK, secrets.keycloak());
  }

  ProcessIdentity process() {
    return process;
  }

  private String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  private void prepare(Path folder, Secrets secrets) throws SQLException, IOException {
    try (Connection connection =
            DriverManager.getConnection(jdbcUrl(SUPERUSER), SUPERUSER, secrets.superuser());
        Statement statement = connection.createStatement()) {
      for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
        requireOn(statement, setting);
      }
      if (!isComplete(folder)) {
        statement.execute("ALTER ROLE " + SUPERUSER + " PASSWORD '" + secrets.superuser() + "'");
        Files.writeString(accessRules(folder), ACCESS_RULES);
        statement.execute("SELECT pg_reload_conf()");
      }
      create(statement, NAME, SUPERUSER);
      if (!exists(statement, "SELECT FROM pg_roles WHERE rolname = '" + KEYCLOAK + "'")) {
        statement.execute("CREATE ROLE " + KEYCLOAK + " LOGIN");
      }
      statement.execute("ALTER ROLE " + KEYCLOAK + " PASSWORD '" + secrets.keycloak() + "'");
      create(statement, KEYCLOAK, KEYCLOAK);
      statement.execute("REVOKE CONNECT ON DATABASE " + KEYCLOAK + " FROM PUBLIC");
    }
  }

  private static void create(Statement statement, String database, String owner)
      throws SQLException {
    if (!exists(statement, "SELECT FROM pg_database WHERE datname = '" + database + "'")) {
      statement.execute("CREATE DATABASE " + database + " OWNER " + owner);
    }
  }

  private static boolean exists(Statement statement, String query) throws SQLException {
    try (ResultSet found = statement.executeQuery(query)) {
      return found.next();
    }
  }

  private static void requireOn(Statement statement, String setting) throws SQLException {
    try (ResultSet value = statement.executeQuery("SELECT current_setting('" + setting + "')")) {
      if (!value.next() || !value.getString(1).equals("on")) {
        throw new CommandException(
            "PostgreSQL runs with " + setting + " off, which loses data when the machine stops.");
      }
    }
  }

  private static Path accessRules(Path folder) {
    return folder.resolve("pg_hba.conf");
  }

  /** False also for a folder whose first start was interrupted; nothing of worth is in it. */
  private static boolean isComplete(Path folder) throws IOException {
    Path rules = accessRules(folder);
    return Files.exists(rules) && Files.readString(rules).equals(ACCESS_RULES);
  }

  private static void stopLeftover(Path folder) throws IOException, InterruptedException {
    Optional<ProcessIdentity> leftover =
        postmaster(folder).filter(process -> process.running().isPresent());
    if (leftover.isEmpty()) {
      return;
    }
    // SIGINT is PostgreSQL's fast shutdown: sessions end, nothing committed is lost.
    signal("INT", leftover.get());
    if (!leftover.get().awaitEnd(STOP_LIMIT)) {
      throw new CommandException(
          "A PostgreSQL of an earlier start (process %d) in %s does not stop; end it and try again."
              .formatted(leftover.get().pid(), folder));
    }
  }

  private static void signal(String name, ProcessIdentity process) throws IOException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
  }

  /** The server that the folder's lock file names, if it is one. */
  private static Optional<ProcessIdentity> postmaster(Path folder) throws IOException {
    Path lock = folder.resolve("postmaster.pid");
    if (!Files.exists(lock)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(lock)) {
      return lines
          .findFirst()
          .map(line -> Long.parseLong(line.strip()))
          .flatMap(ProcessHandle::of)
          .filter(p -> p.info().command().filter(c -> c.endsWith("/postgres")).isPresent())
          .map(ProcessIdentity::of);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL does not stop", e);
    }
  }
}
