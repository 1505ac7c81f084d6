package io.milora.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.migrations.testing.MigratedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClaimTest {
  private final MigratedDatabase database = MigratedDatabase.create();

  @BeforeEach
  void fill() throws SQLException {
    try (Connection connection = database.connectAsSuperuser()) {
      TestData.twoTenants(connection);
      TestData.execute(
          connection,
          "UPDATE training_job SET created_at = now() - interval '1 hour' WHERE id = 'job-globex'");
    }
  }

  @Test
  void theOldestJobOfAnyTenantIsClaimedFirstAndOnlyOnce() throws SQLException {
    assertThat(claim("w1", 60)).isEqualTo("job-globex 1");
    assertThat(claim("w2", 60)).isEqualTo("job-acme 1");
    assertThat(claim("w1", 60)).isNull();
  }

  @Test
  void claimsAtTheSameTimeDoNotWaitForEachOther() throws SQLException {
    try (Connection first = database.connect(DatabaseRole.TRAINER)) {
      first.setAutoCommit(false);
      assertThat(claim(first, "w1", 60)).isEqualTo("job-globex 1");
      assertThat(claim("w2", 60)).isEqualTo("job-acme 1");
    }
    assertThat(claim("w2", 60)).isEqualTo("job-globex 1"); // the first was rolled back
  }

  @Test
  void anExpiredLeaseIsClaimableAgainWithAHigherToken() throws SQLException {
    assertThat(claim("w1", 0)).isEqualTo("job-globex 1");
    assertThat(claim("w2", 60)).isEqualTo("job-globex 2");
    assertThat(claim("w2", 60)).isEqualTo("job-acme 1");
  }

  @Test
  void aJobWhoseWorkersDieTooOftenFailsWithAReason() throws SQLException {
    for (int i = 1; i <= 3; i++) {
      assertThat(claim("w", 0)).isEqualTo("job-globex " + i);
    }
    assertThat(claim("w", 60)).isEqualTo("job-acme 1");
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT j.status, j.error_code, j.error_message, e.message FROM training_job j JOIN job_event e ON e.job_id = j.id WHERE j.id = 'job-globex' ORDER BY sequence DESC")) {
      row.next();
      assertThat(row.getString(1)).isEqualTo("FAILED");
      assertThat(row.getString(2)).isEqualTo("worker_lost");
      assertThat(row.getString(3)).contains("started 3 times").isEqualTo(row.getString(4));
    }
  }

  @Test
  void evaluationsOfTenantsTakeTurnsAndAreClaimedLikeJobs() throws SQLException {
    try (Connection connection = database.connectAsSuperuser()) {
      TestData.execute(
          connection,
          """
          UPDATE evaluation SET created_at = now() - interval '1 hour' WHERE id = 'eval-acme';
          INSERT INTO evaluation (id, tenant_id, base_model, model, dataset_hash, answer_rows, seed,
              status, created_at)
            SELECT 'eval-acme-2', tenant_id, base_model, model, dataset_hash, 100, 0, 'QUEUED',
              now() - interval '30 minutes' FROM evaluation WHERE id = 'eval-acme';
          """);
    }
    assertThat(claimEvaluation(60)).isEqualTo("eval-acme 1");
    assertThat(claimEvaluation(60)).isEqualTo("eval-globex 1");
    for (int i = 1; i <= 3; i++) {
      assertThat(claimEvaluation(0)).isEqualTo("eval-acme-2 " + i);
    }
    assertThat(claimEvaluation(60)).isNull();
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT error_code FROM evaluation WHERE status = 'FAILED'")) {
      row.next();
      assertThat(row.getString(1)).isEqualTo("worker_lost");
    }
  }

  private @Nullable String claimEvaluation(int leaseSeconds) throws SQLException {
    try (Connection connection = database.connect(DatabaseRole.TRAINER);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT evaluation_id, fencing_token FROM claim_evaluation('w', %d, 3)"
                    .formatted(leaseSeconds))) {
      return rows.next() ? rows.getString(1) + " " + rows.getLong(2) : null;
    }
  }

  private @Nullable String claim(String worker, int leaseSeconds) throws SQLException {
    try (Connection connection = database.connect(DatabaseRole.TRAINER)) {
      return claim(connection, worker, leaseSeconds);
    }
  }

  private static @Nullable String claim(Connection connection, String worker, int leaseSeconds)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT job_id, fencing_token FROM claim_training_job('%s', %d, 3)"
                    .formatted(worker, leaseSeconds))) {
      return rows.next() ? rows.getString(1) + " " + rows.getLong(2) : null;
    }
  }
}
