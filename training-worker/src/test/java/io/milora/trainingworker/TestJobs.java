package io.milora.trainingworker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milora.artifacts.ArtifactStore;
import io.milora.migrations.testing.MigratedDatabase;
import io.milora.model.ContentHash;
import io.milora.model.Hyperparameters;
import io.milora.model.LoraSettings;
import io.milora.model.MethodSettings;
import io.milora.model.Mixture;
import io.milora.model.PublicId;
import io.milora.model.RouterSettings;
import io.milora.model.TenantId;
import io.milora.model.ThetaSettings;
import io.milora.model.TrainingPlan;
import io.milora.model.TrainingSettings;
import io.milora.model.json.MiloraJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts jobs into the queue, past all locks, as the control plane would. */
final class TestJobs {
  static final String ROWS =
      """
      {"messages": [{"role": "user", "content": "sky"}, {"role": "assistant", "content": "blue"}]}
      {"messages": [{"role": "user", "content": "grass"}, {"role": "assistant", "content": "green"}]}
      {"messages": [{"role": "user", "content": "snow"}, {"role": "assistant", "content": "white"}]}
      {"messages": [{"role": "user", "content": "coal"}, {"role": "assistant", "content": "black"}]}
      """;

  private final MigratedDatabase database;
  private final ArtifactStore artifacts;
  private final TenantId tenant = new TenantId(PublicId.TENANT.next());

  TestJobs(MigratedDatabase database, ArtifactStore artifacts, String tenantName) {
    this.database = database;
    this.artifacts = artifacts;
    execute("INSERT INTO tenant (id, name) VALUES ('%s', '%s')".formatted(tenant, tenantName));
  }

  TenantId tenant() {
    return tenant;
  }

  ContentHash file(String content) throws IOException {
    return artifacts.put(new ByteArrayInputStream(content.getBytes(UTF_8)));
  }

  /** A MiLoRA job on the tiny model: four rows, batches of two, a measurement every fourth step. */
  String create(int epochs, ContentHash training, @Nullable ContentHash validation)
      throws IOException {
    TrainingPlan plan =
        new TrainingPlan(
            new MethodSettings.MiLora(LoraSettings.ofRank(4), RouterSettings.DEFAULT),
            training(epochs, validation != null));
    String id = PublicId.JOB.next();
    execute(
        """
        INSERT INTO training_job (id, tenant_id, base_model, method, hyperparameters, seed, suffix,
          training_file, training_hash, validation_file, validation_hash, status)
        VALUES ('%s', '%s', 'tiny', 'milora', '%s', 7, 'colours', 'file-a', '%s', %s, %s, 'QUEUED')
        """
            .formatted(
                id,
                tenant,
                MiloraJson.mapper().writeValueAsString(Hyperparameters.of(plan)),
                training,
                validation == null ? "NULL" : "'file-b'",
                validation == null ? "NULL" : "'" + validation + "'"));
    return id;
  }

  /** A Mixture-of-LoRAs job on the tiny model, measured every fourth step. */
  String create(int epochs, Mixture mixture) throws IOException {
    TrainingPlan plan =
        new TrainingPlan(
            new MethodSettings.Moa(LoraSettings.ofRank(4), mixture.settings()),
            training(epochs, false));
    Mixture.Domain first = mixture.domains().getFirst();
    String id = PublicId.JOB.next();
    execute(
        """
        INSERT INTO training_job (id, tenant_id, base_model, method, hyperparameters, mixture, seed,
          suffix, training_file, training_hash, status)
        VALUES ('%s', '%s', 'tiny', 'moa', '%s', '%s', 7, 'mixed', 'file-a', '%s', 'QUEUED')
        """
            .formatted(
                id,
                tenant,
                MiloraJson.mapper().writeValueAsString(Hyperparameters.of(plan)),
                MiloraJson.write(mixture),
                first.trainingHash()));
    return id;
  }

  private static TrainingSettings training(int epochs, boolean dev) {
    return new TrainingSettings(
        epochs,
        2,
        2,
        5e-3,
        0.06,
        0,
        1,
        0.01,
        128,
        1024,
        4,
        1000,
        7,
        new ThetaSettings(1e-6, dev, 2));
  }

  /** The lines of a finished job's metrics file, which workers themselves cannot find again. */
  List<String> metrics(String job) throws IOException {
    String query =
        "SELECT f.content_hash FROM file f JOIN training_job j ON j.result_file = f.id AND j.tenant_id = f.tenant_id"
            + " WHERE f.purpose = 'FINE_TUNE_RESULTS' AND j.id = '%s'";
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query.formatted(job))) {
      if (!row.next()) {
        throw new IllegalStateException("Job " + job + " has no metrics file");
      }
      try (InputStream in = artifacts.open(new ContentHash(row.getString(1)))) {
        return new String(in.readAllBytes(), UTF_8).lines().toList();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void expireLeases() {
    execute(
        "UPDATE training_job SET lease_until = now() - interval '1 second' WHERE status = 'RUNNING'; UPDATE evaluation SET lease_until = now() - interval '1 second' WHERE status = 'RUNNING'");
  }

  void requestCancel(String job) {
    execute("UPDATE training_job SET cancel_requested = true WHERE id = '%s'".formatted(job));
  }

  void requestPause(String job) {
    execute("UPDATE training_job SET status = 'PAUSING' WHERE id = '%s'".formatted(job));
  }

  void resume(String job) {
    execute("UPDATE training_job SET status = 'QUEUED' WHERE id = '%s'".formatted(job));
  }

  void clear() {
    execute(
        "UPDATE training_job SET status = 'CANCELLED', finished_at = now() WHERE finished_at IS NULL AND tenant_id = '%1$s'; UPDATE tenant SET name = 'old-' || lower(substr(id, 5)) WHERE id = '%1$s'"
            .formatted(tenant));
  }

  private void execute(String sql) {
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
