package io.milora.persistence;

import io.milora.migrations.testing.MigratedDatabase;
import io.milora.model.PublicId;
import io.milora.model.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** Rows that a test of another role takes for granted, written past all locks. */
final class Fixture {
  static final String HASH = "cd".repeat(32);
  static final String BASE = "tiny";

  private Fixture() {}

  static String newName() {
    return PublicId.TENANT.next().substring(4).toLowerCase(Locale.ROOT);
  }

  static TenantId tenant(MigratedDatabase database, String name) {
    TenantId tenant = new TenantId(PublicId.TENANT.next());
    execute(database, "INSERT INTO tenant (id, name) VALUES ('%s', '%s')".formatted(tenant, name));
    return tenant;
  }

  static void base(MigratedDatabase database) {
    execute(
        database,
        "INSERT INTO base_model VALUES ('%1$s', '%2$s', '%2$s', '%2$s', 64, 4, 1e-3, 64) ON CONFLICT DO NOTHING"
            .formatted(BASE, HASH));
  }

  static String queuedJob(MigratedDatabase database, TenantId tenant, String suffix) {
    String id = PublicId.JOB.next();
    execute(
        database,
        "INSERT INTO training_job (id, tenant_id, base_model, method, hyperparameters, seed, suffix, training_file, training_hash, status) VALUES ('%s', '%s', '%s', 'milora', '{}', 0, '%s', 'file-x', '%s', 'QUEUED')"
            .formatted(id, tenant, BASE, suffix, HASH));
    return id;
  }

  static void execute(MigratedDatabase database, String sql) {
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
