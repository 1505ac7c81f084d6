package io.milora.migrations;

import static io.milora.migrations.TestData.ACME;
import static io.milora.migrations.TestData.GLOBEX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.migrations.testing.MigratedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log that nobody changes. */
class AuditTest {
  private final MigratedDatabase database = MigratedDatabase.create();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE audit_event SET target = 'x'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event"
      })
  void nobodyChangesWhatWasWritten(String change) throws SQLException {
    write(ACME, "file.upload", "file-1");
    for (DatabaseRole role : DatabaseRole.values()) {
      try (Connection connection = database.connect(role)) {
        assertThatThrownBy(() -> TestData.execute(connection, change))
            .hasMessageContaining("permission denied");
      }
    }
    try (Connection connection = database.connectAsSuperuser()) {
      assertThatThrownBy(() -> TestData.execute(connection, change))
          .hasMessageContaining("only ever added to");
    }
  }

  @Test
  void eachTenantHasAChainOfItsOwn() throws SQLException {
    write(ACME, "file.upload", "file-1");
    write(GLOBEX, "file.upload", "file-2");
    write(ACME, "file.delete", "file-1");

    assertThat(rows("SELECT tenant_id || ' ' || sequence FROM audit_event ORDER BY 1"))
        .containsExactly(ACME + " 1", ACME + " 2", GLOBEX + " 1");
    assertThat(broken()).containsExactly("intact", "intact");
  }

  @Test
  void changedAddedAndRemovedEventsAreFound() throws SQLException {
    for (int i = 0; i < 6; i++) {
      write(ACME, "file.upload", "file-" + i);
      write(GLOBEX, "file.upload", "file-" + i);
    }
    tamper(
        "UPDATE audit_event SET after = '{\"bytes\":1}' WHERE tenant_id = '%s' AND sequence = 4");
    assertThat(broken()).containsExactly("4", "intact");
    tamper("DELETE FROM audit_event WHERE tenant_id = '%s' AND sequence = 2");
    assertThat(broken()).containsExactly("3", "intact");
  }

  @Test
  void theChainCannotBeForgedByWhoWritesIt() throws SQLException {
    try (Connection connection = database.connectAsSuperuser()) {
      TestData.execute(
          connection,
          """
          INSERT INTO audit_event (tenant_id, sequence, at, actor_kind, action, target, digest)
          VALUES ('%s', 77, '2001-01-01', 'SYSTEM', 'file.upload', 'f', pg_catalog.sha256('x'::bytea))
          """
              .formatted(ACME));
    }
    assertThat(rows("SELECT sequence::text FROM audit_event WHERE at > now() - interval '1 hour'"))
        .containsExactly("1");
    assertThat(broken()).containsExactly("intact");
  }

  private void write(String tenant, String action, String target) throws SQLException {
    try (Connection connection = database.connect(DatabaseRole.MANAGER)) {
      connection.setAutoCommit(false);
      TestData.execute(connection, "SELECT set_config('milora.tenant', '" + tenant + "', true)");
      TestData.execute(
          connection,
          """
          INSERT INTO audit_event (tenant_id, actor_kind, actor, action, target, after)
          VALUES ('%s', 'KEY', 'k', '%s', '%s', '{"b": 1, "a": "\u00e4"}')
          """
              .formatted(tenant, action, target));
      connection.commit();
    }
  }

  private void tamper(String change) throws SQLException {
    try (Connection connection = database.connectAsSuperuser()) {
      TestData.execute(connection, "SET session_replication_role = replica");
      TestData.execute(connection, change.formatted(ACME));
    }
  }

  private List<String> broken() throws SQLException {
    return rows(
        "SELECT coalesce(broken_at::text, 'intact') FROM verify_audit() ORDER BY tenant_id");
  }

  private List<String> rows(String sql) throws SQLException {
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }
}
