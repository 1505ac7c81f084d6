package io.milora.migrations;

import static io.milora.migrations.TestData.ACME;
import static io.milora.migrations.TestData.GLOBEX;
import static io.milora.migrations.TestData.HASH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.migrations.testing.MigratedDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RolesTest {
  private final MigratedDatabase database = MigratedDatabase.create();

  @BeforeEach
  void fill() throws SQLException {
    try (Connection connection = database.connectAsSuperuser()) {
      TestData.twoTenants(connection);
    }
  }

  @ParameterizedTest
  @EnumSource(DatabaseRole.class)
  void withoutATenantNothingIsVisible(DatabaseRole role) throws SQLException {
    assertThat(query(role, null, "SELECT name FROM tenant")).isEmpty();
    assertThat(query(role, "", "SELECT name FROM tenant")).isEmpty();
    assertThat(query(role, "org-ZZZZZZZZZZZZZZZZZZZZZZZZ", "SELECT name FROM tenant")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api_key",
        "file",
        "dataset_version",
        "training_job",
        "job_event",
        "checkpoint",
        "adapter",
        "adapter_version",
        "alias",
        "evaluation",
        "member",
        "alias_gate",
        "alias_change",
        "quota",
        "audit_event",
        "training_share",
        "usage_minute",
        "usage_hour",
        "latency_minute",
        "latency_hour",
        "slow_request",
        "usage_day",
        "latency_day",
        "served_day"
      })
  void aTenantSeesItsOwnRowsOnly(String table) throws SQLException {
    String sql = "SELECT tenant_id FROM " + table;
    assertThat(query(DatabaseRole.MANAGER, null, sql)).isEmpty();
    assertThat(query(DatabaseRole.MANAGER, ACME, sql)).containsExactly(ACME);
    assertThat(query(DatabaseRole.MANAGER, GLOBEX, sql)).containsExactly(GLOBEX);
  }

  @Test
  void theTenantEndsWithItsTransaction() throws SQLException {
    try (Connection connection = database.connect(DatabaseRole.MANAGER)) {
      connection.setAutoCommit(false);
      setTenant(connection, ACME);
      connection.commit();
      assertThat(rows(connection, "SELECT name FROM tenant")).isEmpty();
    }
  }

  @Test
  void aTenantCannotWriteForAnother() {
    assertRefused(
        DatabaseRole.MANAGER,
        "INSERT INTO file VALUES ('file-x', '%s', 'a', 'fine-tune', 7, '%s')"
            .formatted(GLOBEX, HASH),
        "row-level security");
    assertRefused(
        DatabaseRole.MANAGER,
        "UPDATE training_job SET tenant_id = '%s'".formatted(GLOBEX),
        "row-level security");
    assertRefused(
        DatabaseRole.TRAINER,
        "INSERT INTO job_event (id, tenant_id, job_id, level, type, message) VALUES ('e', '%s', 'job-globex', 'INFO', 'MESSAGE', 'x')"
            .formatted(GLOBEX),
        "row-level security");
  }

  @Test
  void aRowCannotReferToAnotherTenantsRow() {
    assertRefused(
        DatabaseRole.MANAGER,
        "INSERT INTO alias VALUES ('al-x', '%s', 'theirs', 'av-globex')".formatted(ACME),
        "violates foreign key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          TRAINER   | SELECT * FROM api_key
          TRAINER   | SELECT * FROM find_api_key('key-acme')
          TRAINER   | SELECT * FROM list_tenants()
          TRAINER   | SELECT * FROM file
          TRAINER   | UPDATE training_job SET hyperparameters = '{}'
          TRAINER   | UPDATE training_job SET cancel_requested = true
          TRAINER   | DELETE FROM training_job
          TRAINER   | UPDATE adapter_version SET evaluation = '{}'
          TRAINER   | UPDATE evaluation SET model = 'x'
          TRAINER   | DELETE FROM evaluation
          TRAINER   | SELECT * FROM alias_change
          INFERENCE | SELECT * FROM evaluation
          MANAGER   | UPDATE alias_change SET reason = 'x'
          MANAGER   | DELETE FROM alias_change
          MANAGER   | UPDATE evaluation SET report = '{}'
          MANAGER   | SELECT * FROM claim_evaluation('w', 30, 3)
          TRAINER   | INSERT INTO tenant (id, name) VALUES ('org-CCCCCCCCCCCCCCCCCCCCCCCC', 'c')
          INFERENCE | SELECT * FROM training_job
          INFERENCE | UPDATE training_job SET status = 'QUEUED'
          INFERENCE | SELECT * FROM api_key
          INFERENCE | SELECT * FROM file
          INFERENCE | SELECT * FROM claim_training_job('w', 30, 3, 1000, 3600)
          INFERENCE | DELETE FROM adapter_version
          INFERENCE | INSERT INTO adapter_version (id) VALUES ('v')
          MANAGER   | UPDATE adapter_version SET content_hash = base_sha256
          INFERENCE | UPDATE alias SET name = 'x'
          INFERENCE | DELETE FROM usage_minute
          INFERENCE | SELECT * FROM usage_rows_of_all('MINUTE', now(), now(), NULL, NULL, NULL)
          INFERENCE | SELECT * FROM latency_rows_of_all('HOUR', now(), now(), 'TTFT', NULL, NULL, NULL, false)
          INFERENCE | SELECT forget_served(now(), now())
          TRAINER   | SELECT * FROM latency_minute
          INFERENCE | SELECT * FROM latency_day
          INFERENCE | DELETE FROM served_day
          INFERENCE | SELECT * FROM days_to_add_up(now(), 1)
          INFERENCE | SELECT * FROM usage_days_of_all(now(), now(), NULL, NULL)
          MANAGER   | UPDATE usage_day SET requests = 0
          MANAGER   | UPDATE usage_hour SET requests = 0
          MANAGER   | DELETE FROM latency_hour
          MANAGER   | UPDATE adapter_version SET evaluation = '{}'
          MANAGER   | DELETE FROM job_event
          MANAGER   | SELECT * FROM claim_training_job('w', 30, 3, 1000, 3600)
          MANAGER   | UPDATE base_model SET default_rank = 1
          INFERENCE | UPDATE base_model SET base_sha256 = tokenizer_sha256
          INFERENCE | DELETE FROM base_model
          TRAINER   | SELECT * FROM member
          TRAINER   | SELECT note_key_uses('{}')
          INFERENCE | SELECT * FROM member
          INFERENCE | SELECT tenants_to_reconcile()
          MANAGER   | DELETE FROM member
          MANAGER   | UPDATE tenant SET name = 'x'
          MANAGER   | CREATE TABLE mine (x int)
          MANAGER   | DROP TABLE file
          MANAGER   | SET ROLE milora_owner
          TRAINER   | SET ROLE milora_definer
          """)
  void aRoleMayNotDoWhatItsProgramDoesNotNeed(DatabaseRole role, String sql) {
    assertThatThrownBy(() -> query(role, ACME, sql))
        .isInstanceOf(SQLException.class)
        .hasMessageMatching(
            "(?s).*(permission denied|must be owner|no schema has been selected).*");
  }

  @Test
  void keysAreFoundBeforeTheTenantIsKnown() throws SQLException {
    for (DatabaseRole role : List.of(DatabaseRole.MANAGER, DatabaseRole.INFERENCE)) {
      assertThat(query(role, null, "SELECT tenant_name FROM find_api_key('key-globex')"))
          .containsExactly("globex");
      assertThat(query(role, null, "SELECT tenant_name FROM find_api_key('key-nobody')")).isEmpty();
    }
  }

  @Test
  void revokedAndExpiredKeysAreNotFound() throws SQLException {
    try (Connection connection = database.connectAsSuperuser()) {
      TestData.execute(
          connection,
          "UPDATE api_key SET revoked_at = now() WHERE id = 'key-acme'; UPDATE api_key SET expires_at = now() WHERE id = 'key-globex'");
    }
    assertThat(query(DatabaseRole.MANAGER, null, "SELECT * FROM find_api_key('key-acme')"))
        .isEmpty();
    assertThat(query(DatabaseRole.MANAGER, null, "SELECT * FROM find_api_key('key-globex')"))
        .isEmpty();
  }

  @Test
  void operatorsFindTenantsByName() throws SQLException {
    assertThat(query(DatabaseRole.MANAGER, null, "SELECT find_tenant('acme')"))
        .containsExactly(ACME);
    assertThat(query(DatabaseRole.MANAGER, null, "SELECT name FROM list_tenants()"))
        .containsExactly("acme", "globex");
  }

  @Test
  void aTrainerWritesWhatTrainingGives() throws SQLException {
    try (Connection connection = database.connect(DatabaseRole.TRAINER)) {
      connection.setAutoCommit(false);
      setTenant(connection, ACME);
      TestData.execute(
          connection,
          """
          UPDATE training_job SET trained_tokens = 5, lease_until = now() WHERE id = 'job-acme';
          INSERT INTO checkpoint VALUES ('c2', '%1$s', 'job-acme', 2, '%2$s', '{}');
          INSERT INTO file (id, tenant_id, filename, purpose, bytes, content_hash)
            VALUES ('f2', '%1$s', 'metrics.csv', 'FINE_TUNE_RESULTS', 1, '%2$s');
          INSERT INTO adapter VALUES ('a2', '%1$s', 'base', 'second');
          INSERT INTO adapter_version VALUES ('v2', '%1$s', 'a2', 'ft:base:acme:second:1', 'base',
            '%2$s', '%2$s', '%2$s', '%2$s', 'milora', 'job-acme', '{}');
          """
              .formatted(ACME, HASH));
      connection.commit();
    }
    assertThat(
            query(
                DatabaseRole.INFERENCE, ACME, "SELECT model_name FROM adapter_version ORDER BY 1"))
        .containsExactly("ft:base:acme:second:1", "ft:base:acme:support:1");
  }

  @Test
  void aTrainerPutsNothingAmongATenantsUploads() {
    assertRefused(
        DatabaseRole.TRAINER,
        "INSERT INTO file (id, tenant_id, filename, purpose, bytes, content_hash) VALUES ('f3', '%s', 'rows.jsonl', 'FINE_TUNE', 1, '%s')"
            .formatted(ACME, HASH),
        "row-level security");
  }

  private void assertRefused(DatabaseRole role, String sql, String reason) {
    assertThatThrownBy(() -> query(role, ACME, sql)).hasMessageContaining(reason);
  }

  private List<String> query(DatabaseRole role, @Nullable String tenant, String sql)
      throws SQLException {
    try (Connection connection = database.connect(role)) {
      connection.setAutoCommit(false);
      if (tenant != null) {
        setTenant(connection, tenant);
      }
      return rows(connection, sql);
    }
  }

  private static void setTenant(Connection connection, String tenant) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT set_config('milora.tenant', ?, true)")) {
      statement.setString(1, tenant);
      statement.execute();
    }
  }

  private static List<String> rows(Connection connection, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      if (statement.execute(sql)) {
        ResultSet rows = statement.getResultSet();
        while (rows.next()) {
          values.add(rows.getString(1));
        }
      }
    }
    return values;
  }
}
