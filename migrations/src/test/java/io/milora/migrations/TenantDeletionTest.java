package io.milora.migrations;

import static io.milora.migrations.TestData.ACME;
import static io.milora.migrations.TestData.GLOBEX;
import static io.milora.migrations.TestData.HASH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.migrations.testing.MigratedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TenantDeletionTest {
  private final MigratedDatabase database = MigratedDatabase.create();

  @BeforeEach
  void fill() throws SQLException {
    try (Connection connection = database.connectAsSuperuser()) {
      TestData.twoTenants(connection);
      // A job and its version refer to each other.
      TestData.execute(
          connection,
          """
          UPDATE training_job SET adapter_version_id = 'av-acme' WHERE id = 'job-acme';
          UPDATE alias SET previous_version_id = 'av-acme' WHERE id = 'al-acme';
          UPDATE file SET content_hash = '%s' WHERE id = 'file-acme'
          """
              .formatted("cd".repeat(32)));
    }
  }

  @Test
  void everyRowOfTheTenantGoesButItsAuditLogAndNoOneElses() throws SQLException {
    Map<String, Integer> others = rows(GLOBEX);
    schedule("now()");

    deleteAs(DatabaseRole.MANAGER, ACME);

    assertThat(rows(ACME)).allSatisfy((table, rows) -> assertThat(rows).as(table).isZero());
    assertThat(rows(GLOBEX)).isEqualTo(others);
    assertThat(number("SELECT count(*) FROM audit_event WHERE tenant_id = '%s'".formatted(ACME)))
        .isPositive();
    assertThat(number("SELECT count(*) FROM tenant")).isEqualTo(1);
    assertThat(
            number(
                "SELECT count(*) FROM orphaned_content WHERE content_hash IN ('%s', '%s')"
                    .formatted(HASH, "cd".repeat(32))))
        .isEqualTo(2);
  }

  @Test
  void nothingGoesBeforeItsTimeOrOfAnotherTenantOrByAnotherProgram() throws SQLException {
    Map<String, Integer> before = rows(ACME);
    assertThatThrownBy(() -> deleteAs(DatabaseRole.MANAGER, ACME))
        .hasMessageContaining("not to be deleted");
    schedule("now() + interval '1 hour'");
    assertThatThrownBy(() -> deleteAs(DatabaseRole.MANAGER, ACME))
        .hasMessageContaining("not to be deleted");
    schedule("now()");
    assertThatThrownBy(() -> deleteAs(DatabaseRole.MANAGER, GLOBEX))
        .hasMessageContaining("not to be deleted");
    assertThatThrownBy(() -> deleteAs(DatabaseRole.MANAGER, ""))
        .hasMessageContaining("not to be deleted");
    assertThatThrownBy(() -> deleteAs(DatabaseRole.TRAINER, ACME))
        .hasMessageContaining("permission denied");

    assertThat(rows(ACME)).isEqualTo(before);
  }

  private void schedule(String time) throws SQLException {
    try (Connection connection = database.connectAsSuperuser()) {
      TestData.execute(
          connection, "UPDATE tenant SET deletion_at = %s WHERE id = '%s'".formatted(time, ACME));
    }
  }

  private void deleteAs(DatabaseRole role, String tenant) throws SQLException {
    try (Connection connection = database.connect(role)) {
      connection.setAutoCommit(false);
      TestData.execute(
          connection,
          "SELECT set_config('milora.tenant', '%s', true); SELECT delete_tenant()"
              .formatted(tenant));
      connection.commit();
    }
  }

  /** How many rows a tenant has in each table but the audit log. */
  private Map<String, Integer> rows(String tenant) throws SQLException {
    Map<String, Integer> counts = new LinkedHashMap<>();
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet tables =
            statement.executeQuery(
                "SELECT table_name FROM information_schema.columns WHERE table_schema = 'milora' AND column_name = 'tenant_id' AND table_name <> 'audit_event'")) {
      while (tables.next()) {
        String table = tables.getString(1);
        counts.put(
            table,
            number("SELECT count(*) FROM %s WHERE tenant_id = '%s'".formatted(table, tenant)));
      }
    }
    return counts;
  }

  private int number(String query) throws SQLException {
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getInt(1);
    }
  }
}
