package io.milora.migrations;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/**
 * The roles that migrations take for granted. They live in the server, not in the database, and
 * their passwords come from outside: hence here and not in a migration.
 */
final class Roles {
  static final String OWNER = "milora_owner";

  /** Owns the functions that cross tenants, and may do nothing else. */
  private static final String DEFINER = "milora_definer";

  private Roles() {}

  static void prepare(
      String jdbcUrl, String user, String password, Map<DatabaseRole, String> passwords)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password)) {
      connection.setAutoCommit(false);
      // Two programs may start a migration at once; roles have no IF NOT EXISTS.
      execute(connection, "SELECT pg_advisory_xact_lock(hashtext('milora roles'))");
      create(connection, OWNER, "NOLOGIN");
      create(connection, DEFINER, "NOLOGIN");
      execute(connection, "GRANT " + OWNER + " TO CURRENT_USER");
      execute(connection, "GRANT " + DEFINER + " TO " + OWNER + " WITH INHERIT FALSE, SET TRUE");
      executeBuilt(
          connection,
          "SELECT format('GRANT CREATE ON DATABASE %I TO " + OWNER + "', current_database())");
      for (DatabaseRole role : DatabaseRole.values()) {
        create(connection, role.roleName(), "LOGIN");
        execute(
            connection,
            "ALTER ROLE " + role.roleName() + " SET search_path = " + Migrations.SCHEMA);
        String rolePassword = passwords.get(role);
        if (rolePassword != null) {
          executeBuilt(
              connection,
              "SELECT format('ALTER ROLE %I PASSWORD %L', ?, ?)",
              role.roleName(),
              rolePassword);
        }
      }
      connection.commit();
    }
  }

  private static void create(Connection connection, String role, String login) throws SQLException {
    execute(
        connection,
        """
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN
            CREATE ROLE %1$s %2$s;
          END IF;
        END $$
        """
            .formatted(role, login));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Executes what a query returns: role statements take no parameters, but format() quotes them.
   */
  private static void executeBuilt(Connection connection, String query, String... parameters)
      throws SQLException {
    String built;
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        built = rows.getString(1);
      }
    }
    execute(connection, built);
  }
}
