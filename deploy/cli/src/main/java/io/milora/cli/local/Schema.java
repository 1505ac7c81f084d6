package io.milora.cli.local;

import io.milora.cli.CommandException;
import io.milora.migrations.DatabaseRole;
import io.milora.migrations.Migrations;
import java.sql.SQLException;
import java.util.Map;

/** Brings the local database to this version's schema. */
final class Schema {
  private Schema() {}

  /**
   * Migrates, and gives the programs' roles their passwords.
   *
   * @throws CommandException if the database refuses
   */
  static void migrate(Database database, Secrets secrets) {
    try {
      Migrations.run(
          database.jdbcUrl(),
          Database.SUPERUSER,
          secrets.superuser(),
          Map.of(
              DatabaseRole.MANAGER, secrets.manager(),
              DatabaseRole.TRAINER, secrets.trainer(),
              DatabaseRole.INFERENCE, secrets.inference()));
    } catch (SQLException e) {
      throw new CommandException("The database cannot be migrated: " + e.getMessage(), e);
    }
  }
}
