package io.milora.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.migrations.testing.MigratedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract between tenants, with workers that only count: each has one slot, and each tick
 * trains one slice of the job it has.
 */
class FairShareTest {
  private static final long QUANTUM = 1000;
  private static final long SLICE = 100;

  private final MigratedDatabase database = MigratedDatabase.create();
  private Connection trainer;
  private Connection superuser;

  /** Trained tokens by tenant's name. */
  private final Map<String, Long> trained = new HashMap<>();

  /** Tokens at a job's newest checkpoint. */
  private final Map<String, Long> checkpoints = new HashMap<>();

  private final List<String> started = new ArrayList<>();
  private int jobs;
  private int maxWait = 3600;

  @BeforeEach
  void twoTenants() throws SQLException {
    trainer = database.connect(DatabaseRole.TRAINER);
    superuser = database.connectAsSuperuser();
    TestData.twoTenants(superuser);
    TestData.execute(
        superuser, "UPDATE training_job SET status = 'CANCELLED', finished_at = now()");
  }

  @AfterEach
  void disconnect() throws SQLException {
    trainer.close();
    superuser.close();
  }

  @Test
  void aShortJobStartsWithinARoundAndASliceOfAFlood() throws SQLException {
    queue("acme", 20);
    Worker worker = new Worker(1_000_000);
    worker.ticks(15);
    String shortJob = queue("globex", 1);
    long before = tokens("acme");
    while (!started.contains(shortJob)) {
      worker.ticks(1);
      assertThat(tokens("acme") - before).isLessThanOrEqualTo(QUANTUM + 2 * SLICE);
    }
  }

  @Test
  void withNobodyElseWaitingAJobNeverYields() throws SQLException {
    queue("acme", 3);
    new Worker(50 * SLICE).ticks(149);
    assertThat(started).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void tenantsWithABacklogTrainInProportionToTheirWeights() throws SQLException {
    TestData.execute(
        superuser,
        "UPDATE training_share SET weight = 3 WHERE tenant_id = '" + TestData.ACME + "'");
    queue("acme", 20);
    queue("globex", 20);
    new Worker(1_000_000).ticks(800);
    long total = tokens("acme") + tokens("globex");
    assertThat(total).isEqualTo(800 * SLICE);
    assertThat(Math.abs(tokens("acme") - 3 * total / 4)).isLessThanOrEqualTo(3 * QUANTUM + SLICE);
  }

  @Test
  void twoSlotsAreSharedInProportionToo() throws SQLException {
    TestData.execute(
        superuser,
        "UPDATE training_share SET weight = 3 WHERE tenant_id = '" + TestData.ACME + "'");
    queue("acme", 40);
    queue("globex", 40);
    Worker first = new Worker(20 * SLICE);
    Worker second = new Worker(20 * SLICE);
    for (int tick = 0; tick < 300; tick++) {
      first.ticks(1);
      second.ticks(1);
    }
    long total = tokens("acme") + tokens("globex");
    assertThat(Math.abs(tokens("acme") - 3 * total / 4))
        .isLessThanOrEqualTo(2 * (3 * QUANTUM + SLICE));
  }

  @Test
  void aLimitKeepsATenantsJobsWaiting() throws SQLException {
    TestData.execute(
        superuser,
        "UPDATE training_share SET max_running_jobs = 1 WHERE tenant_id = '" + TestData.ACME + "'");
    queue("acme", 2);
    new Worker(1_000_000).ticks(1);
    new Worker(1_000_000).ticks(1);
    assertThat(started).hasSize(1);
    assertThat(text("SELECT place || reason FROM training_queue()")).isEqualTo("1TENANT_LIMIT");
  }

  @Test
  void whoeverWaitsForTooLongGoesFirst() throws SQLException {
    TestData.execute(
        superuser,
        "UPDATE training_share SET weight = 0.01 WHERE tenant_id = '" + TestData.GLOBEX + "'");
    queue("acme", 1);
    Worker worker = new Worker(1_000_000);
    worker.ticks(1);
    String patient = queue("globex", 1);
    TestData.execute(
        superuser,
        """
        UPDATE training_job SET slice_tokens = 100000, queued_at = now() - interval '1 hour'
        WHERE id = '%1$s';
        UPDATE training_share SET served_at = now() - interval '1 hour' WHERE tenant_id = '%2$s'
        """
            .formatted(patient, TestData.GLOBEX));
    maxWait = 1800;
    worker.ticks(2);
    assertThat(started).contains(patient);
  }

  @Test
  void aPlaceCountsTheJobsOfOthersThatGoBeforeAndSaysNothingElse() throws SQLException {
    queue("globex", 5);
    queue("acme", 2);
    assertThat(text("SELECT string_agg(place::text, ' ' ORDER BY place) FROM training_queue()"))
        .isEqualTo("2 4");
    assertThat(text("SELECT string_agg(DISTINCT reason, ' ') FROM training_queue()"))
        .isEqualTo("WAITING_FOR_WORKER");
  }

  private long tokens(String tenant) {
    return trained.getOrDefault(tenant, 0L);
  }

  /** Queues jobs; the id of the last one begins with its tenant. */
  private String queue(String tenant, int count) throws SQLException {
    String id = "";
    for (int i = 0; i < count; i++) {
      id = tenant + "-" + jobs++;
      TestData.execute(
          superuser,
          """
          INSERT INTO training_job (id, tenant_id, base_model, method, hyperparameters, seed,
              training_file, training_hash, status)
          SELECT '%s', id, 'base', 'milora', '{}', 0, 'file', '%s', 'QUEUED'
          FROM tenant WHERE name = '%s'
          """
              .formatted(id, TestData.HASH, tenant));
    }
    return id;
  }

  /** As the tenant acme, in the control plane's role. */
  private String text(String query) throws SQLException {
    try (Connection manager = database.connect(DatabaseRole.MANAGER);
        Statement statement = manager.createStatement()) {
      statement.execute("SELECT set_config('milora.tenant', '" + TestData.ACME + "', false)");
      try (ResultSet rows = statement.executeQuery(query)) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  /** One slot. */
  private final class Worker {
    private final long jobTokens;
    private String job = "";
    private long token;
    private long done;

    /** A worker to which every job has so many tokens. */
    Worker(long jobTokens) {
      this.jobTokens = jobTokens;
    }

    void ticks(int count) throws SQLException {
      for (int i = 0; i < count; i++) {
        if (job.isEmpty()) {
          claim();
        }
        if (!job.isEmpty()) {
          trainSlice();
        }
      }
    }

    private void claim() throws SQLException {
      try (Statement statement = trainer.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT job_id, fencing_token FROM claim_training_job('w', 60, 3, %d, %d)"
                      .formatted(QUANTUM, maxWait))) {
        if (row.next()) {
          job = row.getString(1);
          token = row.getLong(2);
          done = checkpoints.getOrDefault(job, 0L);
          started.add(job);
        }
      }
    }

    private void trainSlice() throws SQLException {
      done += SLICE;
      trained.merge(job.substring(0, job.indexOf('-')), SLICE, Long::sum);
      checkpoints.put(job, done);
      if (done >= jobTokens) {
        leave("status = 'CANCELLED', finished_at = now()");
      } else if (!mayGoOn()) {
        leave("status = 'QUEUED', hold = 'YIELDED', attempts = attempts - 1");
      }
    }

    private boolean mayGoOn() throws SQLException {
      try (Statement statement = trainer.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT continue_training_job('%s', %d, %d, %d, %d, %d)"
                      .formatted(job, token, done, SLICE, QUANTUM, maxWait))) {
        row.next();
        return row.getBoolean(1);
      }
    }

    private void leave(String how) throws SQLException {
      TestData.execute(
          superuser,
          "UPDATE training_job SET %s, trained_tokens = %d WHERE id = '%s'"
              .formatted(how, done, job));
      job = "";
    }
  }
}
