package io.milora.migrations;

import java.sql.SQLException;
import java.util.Map;
import org.flywaydb.core.Flyway;

/** Brings a database to the schema of this version. Safe to run at every start. */
public final class Migrations {
  /** Where all tables are; the programs' roles find them without naming it. */
  public static final String SCHEMA = "milora";

  private Migrations() {}

  /**
   * Creates the roles that are missing, sets the given passwords, and applies the migrations that
   * are missing, each in a transaction of its own. The schema belongs to {@code milora_owner}, a
   * role that no program uses.
   *
   * @param jdbcUrl of an existing database
   * @param user a superuser, or a role that may create roles and owns the database
   * @param passwords of the roles the programs log in as; a role left out keeps its password, and a
   *     new one without password cannot log in over password authentication
   * @throws SQLException if the server cannot be reached or refuses to create roles
   * @throws org.flywaydb.core.api.FlywayException if a migration fails, or one that was applied
   *     earlier has changed since
   */
  public static void run(
      String jdbcUrl, String user, String password, Map<DatabaseRole, String> passwords)
      throws SQLException {
    Roles.prepare(jdbcUrl, user, password, passwords);
    Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(jdbcUrl, user, password)
        .initSql("SET ROLE " + Roles.OWNER)
        .schemas(SCHEMA)
        .locations("classpath:db/migration")
        .validateMigrationNaming(true)
        .placeholderReplacement(false)
        .load()
        .migrate();
  }
}
