package io.milora.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.migrations.testing.MigratedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
  void manyWorkersAtOnceNeverGetTheSameJob() throws Exception {
    execute(
        """
        INSERT INTO training_job (id, tenant_id, base_model, method, hyperparameters, seed,
            training_file, training_hash, status)
        SELECT 'job-' || n || t.name, t.id, 'base', 'milora', '{}', 0, 'file', '%s', 'QUEUED'
        FROM tenant t, generate_series(1, 10) n
        """
            .formatted(TestData.HASH));
    Callable<List<String>> worker =
        () -> {
          List<String> claimed = new ArrayList<>();
          for (String job = claim("w", 60); job != null; job = claim("w", 60)) {
            claimed.add(job);
          }
          return claimed;
        };
    List<String> all = new ArrayList<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(4)) {
      for (Future<List<String>> claimed :
          workers.invokeAll(List.of(worker, worker, worker, worker))) {
        all.addAll(claimed.get());
      }
    }
    assertThat(all).hasSize(22).doesNotHaveDuplicates();
  }

  @Test
  void aJobThatItsTenantIsChangingIsPassedOver() throws SQLException {
    try (Connection tenant = database.connectAsSuperuser()) {
      tenant.setAutoCommit(false);
      TestData.execute(tenant, "SELECT FROM training_job WHERE id = 'job-globex' FOR UPDATE");
      assertThat(claim("w1", 60)).isNull();
    }
    assertThat(claim("w1", 60)).isEqualTo("job-globex 1");
  }

  @Test
  void anExpiredLeaseIsClaimableAgainWithAHigherToken() throws SQLException {
    assertThat(claim("w1", 0)).isEqualTo("job-globex 1");
    assertThat(claim("w2", 60)).isEqualTo("job-acme 1"); // its tenant has not had a turn
    assertThat(claim("w2", 60)).isEqualTo("job-globex 2");
  }

  @Test
  void aLostJobGoesWhereItsTenantWantedIt() throws SQLException {
    claim("w1", 0);
    execute("UPDATE training_job SET status = 'PAUSING' WHERE id = 'job-globex'");
    assertThat(claim("w2", 0)).isEqualTo("job-acme 1");
    execute("UPDATE training_job SET cancel_requested = true WHERE id = 'job-acme'");
    assertThat(claim("w2", 60)).isNull();
    assertThat(value("SELECT status FROM training_job WHERE id = 'job-globex'"))
        .isEqualTo("PAUSED");
    assertThat(value("SELECT status FROM training_job WHERE id = 'job-acme'"))
        .isEqualTo("CANCELLED");
  }

  @Test
  void aJobWhoseWorkersDieTooOftenFailsWithAReason() throws SQLException {
    execute("UPDATE training_job SET status = 'PAUSED' WHERE id = 'job-acme'");
    for (int i = 1; i <= 3; i++) {
      assertThat(claim("w", 0)).isEqualTo("job-globex " + i);
    }
    assertThat(claim("w", 60)).isNull();
    assertThat(value("SELECT status || error_code FROM training_job WHERE id = 'job-globex'"))
        .isEqualTo("FAILEDworker_lost");
    assertThat(value("SELECT error_message FROM training_job WHERE id = 'job-globex'"))
        .contains("started 3 times")
        .isEqualTo(
            value(
                "SELECT message FROM job_event WHERE job_id = 'job-globex' ORDER BY sequence DESC LIMIT 1"));
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
    try (Connection connection = database.connect(DatabaseRole.TRAINER);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT job_id, fencing_token FROM claim_training_job('%s', %d, 3, 1000, 3600)"
                    .formatted(worker, leaseSeconds))) {
      return rows.next() ? rows.getString(1) + " " + rows.getLong(2) : null;
    }
  }

  private String value(String query) throws SQLException {
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.connectAsSuperuser()) {
      TestData.execute(connection, sql);
    }
  }
}
