package io.milora.inferenceworker;

import io.milora.adapters.AdapterArchive;
import io.milora.adapters.AdapterMetadata;
import io.milora.adapters.BaseHashes;
import io.milora.artifacts.FolderArtifactStore;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.AdapterFolder;
import io.milora.inferenceworker.serving.ServedBase;
import io.milora.migrations.testing.MigratedDatabase;
import io.milora.model.ContentHash;
import io.milora.model.PublicId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Locale;

/** Tenants, keys and published adapters, as the other programs would leave them. */
final class Tenants {
  private final MigratedDatabase database;
  private final ServedBase base;
  private final Path data;

  Tenants(MigratedDatabase database, ServedBase base, Path data) {
    this.database = database;
    this.base = base;
    this.data = data;
  }

  /** A tenant and a key of it. */
  record Tenant(String id, String name, String key) {}

  /** A new tenant whose key has these scopes. */
  Tenant create(String scopes) {
    String id = PublicId.TENANT.next();
    String name = id.substring(4).toLowerCase(Locale.ROOT);
    String keyId = HexFormat.of().formatHex(id.substring(4, 16).getBytes(StandardCharsets.UTF_8));
    String secret = "ab".repeat(32);
    execute(
        """
        INSERT INTO tenant (id, name) VALUES ('%1$s', '%2$s');
        INSERT INTO api_key (id, tenant_id, name, secret_hash, scopes)
          VALUES ('%3$s', '%1$s', 'test', pg_catalog.sha256('%4$s'::bytea), '{%5$s}');
        """
            .formatted(id, name, keyId, secret, scopes));
    return new Tenant(id, name, "mk_" + keyId + "_" + secret);
  }

  /** Publishes an adapter, with an alias of the suffix's name. */
  String publish(Tenant tenant, String suffix, Adapter adapter) throws IOException {
    return publish(tenant, suffix, store(adapter));
  }

  /** As above, of an archive that is in the artifact store. */
  String publish(Tenant tenant, String suffix, ContentHash content) {
    BaseHashes hashes = base.model().hashes();
    String unique = tenant.name() + "-" + suffix;
    String model = String.join(":", "ft", base.name(), tenant.name(), suffix, "1");
    execute(
        """
        INSERT INTO base_model VALUES ('%3$s', '%5$s', '%6$s', '%7$s', 64, 4, 1e-3, 64)
          ON CONFLICT DO NOTHING;
        INSERT INTO training_job (id, tenant_id, base_model, method, hyperparameters, seed,
            training_file, training_hash, status)
          VALUES ('job-%1$s', '%2$s', '%3$s', 'milora', '{}', 0, 'file-x', '%4$s', 'QUEUED');
        INSERT INTO adapter VALUES ('ad-%1$s', '%2$s', '%3$s', '%8$s');
        INSERT INTO adapter_version VALUES ('av-%1$s', '%2$s', 'ad-%1$s', '%9$s', '%3$s', '%4$s',
          '%5$s', '%6$s', '%7$s', 'milora', 'job-%1$s', '{}');
        INSERT INTO alias VALUES ('al-%1$s', '%2$s', '%8$s', 'av-%1$s');
        """
            .formatted(
                unique,
                tenant.id(),
                base.name(),
                content,
                hashes.base(),
                hashes.tokenizer(),
                hashes.chatTemplate(),
                suffix,
                model));
    return model;
  }

  /** Keeps a checkpoint of the job whose adapter was published with this suffix. */
  String checkpoint(Tenant tenant, String suffix, int step, Adapter adapter) throws IOException {
    ContentHash content = store(adapter);
    String job = "job-" + tenant.name() + "-" + suffix;
    String model =
        String.join(":", "ft", base.name(), tenant.name(), suffix, "1", "ckpt-step-" + step);
    execute(
        """
        INSERT INTO checkpoint (id, tenant_id, job_id, step, content_hash, metrics, model_name, adapter_hash)
          VALUES ('ckpt-%1$s-%2$d', '%3$s', '%1$s', %2$d, '%4$s', '{}', '%5$s', '%4$s')
        """
            .formatted(job, step, tenant.id(), content, model));
    return model;
  }

  /** Makes room, as workers do. */
  void dropCheckpoint(String model) {
    execute("DELETE FROM checkpoint WHERE model_name = '%s'".formatted(model));
  }

  /** The content of an adapter that was published with this suffix. */
  String hash(Tenant tenant, String suffix) {
    String sql = "SELECT content_hash FROM adapter_version WHERE id = 'av-%s-%s'";
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql.formatted(tenant.name(), suffix))) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** A file of training rows, as the control plane leaves it. */
  String keep(Tenant tenant, String rows) throws IOException {
    byte[] bytes = rows.getBytes(StandardCharsets.UTF_8);
    String id = PublicId.FILE.next();
    execute(
        "INSERT INTO file VALUES ('%s', '%s', 'a.jsonl', 'FINE_TUNE', %d, '%s')"
            .formatted(id, tenant.id(), bytes.length, store(bytes)));
    return id;
  }

  private ContentHash store(Adapter adapter) throws IOException {
    Path folder = Files.createTempDirectory(data, "adapter-");
    AdapterFolder.write(folder, adapter, new AdapterMetadata(base.name(), base.model().hashes()));
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    AdapterArchive.pack(folder, archive);
    return store(archive.toByteArray());
  }

  private ContentHash store(byte[] content) throws IOException {
    return new FolderArtifactStore(data.resolve("artifacts"))
        .put(new ByteArrayInputStream(content));
  }

  /** The number that a query gives. */
  int number(String sql) {
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Changes the database behind the program's back. */
  void execute(String sql) {
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
