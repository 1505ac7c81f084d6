package io.milora.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  @Test
  void keepsDataAndAsksForPasswordsAndTakesOverOneLeftRunning(@TempDir Path folder)
      throws Exception {
    DataFolder data = new DataFolder(folder);
    Files.createDirectories(data.logs());
    Secrets secrets = Secrets.of(data);
    int port = freePort();

    assertThat(startAndDie(data, port)).isZero();

    try (Database next = Database.start(data, port, secrets)) {
      assertThat(query(next, secrets, "SELECT value FROM kept")).isEqualTo("here");
      assertThat(query(next, secrets, "SELECT current_setting('fsync')")).isEqualTo("on");
      assertThat(query(next, secrets, "SELECT current_setting('synchronous_commit')"))
          .isEqualTo("on");
      assertThatThrownBy(
              () ->
                  DriverManager.getConnection(next.jdbcUrl(), Database.SUPERUSER, "guessed")
                      .close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void startsAnewInAFolderWhoseFirstStartWasInterrupted(@TempDir Path folder) throws Exception {
    DataFolder data = new DataFolder(folder);
    Files.createDirectories(data.logs());
    Files.createDirectories(data.database());
    Files.writeString(data.database().resolve("postgresql.conf"), "half written");

    Secrets secrets = Secrets.of(data);
    try (Database database = Database.start(data, freePort(), secrets)) {
      assertThat(query(database, secrets, "SELECT 'works'")).isEqualTo("works");
    }
  }

  /** In a process of its own: this is what a killed supervisor leaves behind. */
  private static int startAndDie(DataFolder data, int port) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            DiesWithoutStopping.class.getName(),
            data.root().toString(),
            Integer.toString(port))
        .inheritIO()
        .start()
        .waitFor();
  }

  /** Starts the database, writes to it, and dies. */
  static final class DiesWithoutStopping {
    private DiesWithoutStopping() {}

    public static void main(String[] args) throws Exception {
      DataFolder data = new DataFolder(Path.of(args[0]));
      Secrets secrets = Secrets.of(data);
      Database database = Database.start(data, Integer.parseInt(args[1]), secrets);
      execute(database, secrets, "CREATE TABLE kept (value text)");
      execute(database, secrets, "INSERT INTO kept VALUES ('here')");
      Runtime.getRuntime().halt(0);
    }
  }

  private static void execute(Database database, Secrets secrets, String sql) throws SQLException {
    try (Connection connection = connect(database, secrets);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(Database database, Secrets secrets, String sql) throws SQLException {
    try (Connection connection = connect(database, secrets);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static Connection connect(Database database, Secrets secrets) throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl(), Database.SUPERUSER, secrets.superuser());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
