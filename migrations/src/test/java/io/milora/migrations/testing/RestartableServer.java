package io.milora.migrations.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of a test's own that can be stopped, started again and made to crash, with
 * one port and one data folder. What it has acknowledged outlives that. Not thread-safe.
 */
public final class RestartableServer implements AutoCloseable {
  private final Path data;
  private final int port;
  private @Nullable EmbeddedPostgres running;

  /** A server that runs (seconds). */
  public RestartableServer() {
    try {
      data = Files.createTempDirectory("restartable-postgres");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    EmbeddedPostgres first = start(0);
    running = first;
    port = first.getPort();
  }

  private EmbeddedPostgres start(int wanted) {
    try {
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setServerConfig("synchronous_commit", "on");
      return wanted == 0 ? builder.start() : builder.setPort(wanted).start();
    } catch (IOException e) {
      throw new UncheckedIOException("The embedded PostgreSQL does not start", e);
    }
  }

  /** Its database, migrated. */
  MigratedDatabase database() throws SQLException {
    MigratedDatabase database =
        new MigratedDatabase("jdbc:postgresql://localhost:" + port + "/" + TestServer.SUPERUSER);
    database.migrate();
    return database;
  }

  /** Starts it again; does nothing if it runs. */
  public void start() {
    if (running == null) {
      running = start(port);
    }
  }

  /** Stops it as an operator does: connections are closed, new ones refused. */
  public void stop() {
    if (running == null) {
      return;
    }
    try {
      running.close();
      running = null;
    } catch (IOException e) {
      throw new UncheckedIOException("The embedded PostgreSQL does not stop", e);
    }
  }

  /** Kills one of its processes: the server breaks all connections and recovers from its log. */
  public void crash() {
    long process;
    try (Connection connection =
            new MigratedDatabase("jdbc:postgresql://localhost:" + port + "/" + TestServer.SUPERUSER)
                .connectAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
      rows.next();
      process = rows.getLong(1);
      ProcessHandle.of(process).orElseThrow().destroyForcibly();
    } catch (SQLException e) {
      throw new IllegalStateException("There is no process to kill", e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
