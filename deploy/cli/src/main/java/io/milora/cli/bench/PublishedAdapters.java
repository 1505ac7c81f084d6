package io.milora.cli.bench;

import io.milora.adapters.AdapterArchive;
import io.milora.adapters.AdapterMetadata;
import io.milora.adapters.BaseHashes;
import io.milora.artifacts.FolderArtifactStore;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.AdapterFolder;
import io.milora.engine.base.BaseModel;
import io.milora.engine.evaluate.GoldenOutputs;
import io.milora.model.ContentHash;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's adapters in a running system: rows and archives as training leaves them, without the
 * training. Not thread-safe.
 */
final class PublishedAdapters {
  private static final String FILLER = "filler";
  private static final int WRITERS = 16;

  private final Connection database;
  private final FolderArtifactStore artifacts;
  private final BaseModel base;
  private final String baseName;
  private final String tenant;
  private final String tenantId;
  private final List<ContentHash> fillers = new ArrayList<>();
  private int published;

  /**
   * Of a tenant that exists and has none.
   *
   * @param data the system's folder
   */
  PublishedAdapters(Connection database, Path data, BaseModel base, String baseName, String tenant)
      throws SQLException, IOException {
    this.database = database;
    this.artifacts = new FolderArtifactStore(data.resolve("artifacts"));
    this.base = base;
    this.baseName = baseName;
    this.tenant = tenant;
    this.tenantId = id(tenant);
    makeOwners();
  }

  private String id(String name) throws SQLException {
    try (PreparedStatement query =
        database.prepareStatement("SELECT id FROM tenant WHERE name = ?")) {
      query.setString(1, name);
      try (ResultSet found = query.executeQuery()) {
        found.next();
        return found.getString(1);
      }
    }
  }

  /** What versions refer to: the base, one finished job, and one line of versions. */
  private void makeOwners() throws SQLException {
    BaseHashes hashes = base.hashes();
    execute(
        """
        INSERT INTO base_model (name, base_sha256, tokenizer_sha256, chat_template_sha256,
            max_positions, default_rank, default_learning_rate, default_max_length)
          VALUES (?, ?, ?, ?, 64, 8, 1e-3, 64) ON CONFLICT DO NOTHING
        """,
        baseName,
        hashes.base().hex(),
        text(hashes.tokenizer()),
        text(hashes.chatTemplate()));
    execute(
        """
        INSERT INTO training_job (id, tenant_id, base_model, method, hyperparameters, seed,
            training_file, training_hash, status, finished_at)
          VALUES ('ftjob-bench', ?, ?, 'milora', '{}', 0, 'file-bench', ?, 'CANCELLED', now())
        """,
        tenantId,
        baseName,
        hashes.base().hex());
    execute(
        "INSERT INTO adapter (id, tenant_id, base_model, name) VALUES ('adapter-bench', ?, ?, 'bench')",
        tenantId,
        baseName);
  }

  /**
   * Publishes an adapter.
   *
   * @param golden what it says to some prompts
   * @return its model's name
   */
  String publish(Path scratch, Adapter adapter, GoldenOutputs golden)
      throws IOException, SQLException {
    ContentHash content = store(scratch.resolve("adapter-" + published), adapter, golden);
    String suffix = "served-" + published++;
    register(List.of(content), suffix);
    return model(suffix, 1);
  }

  /**
   * Makes the number of the tenant's adapters this one, with ones of their own content that nobody
   * asks.
   *
   * @param small what they consist of
   * @param kept models that are asked; all others are removed
   * @param count not below the number of those kept
   */
  void fillUp(Path scratch, Adapter small, List<String> kept, int count)
      throws IOException, SQLException, InterruptedException {
    execute(
        "DELETE FROM adapter_version WHERE tenant_id = ? AND NOT model_name = ANY (string_to_array(?, ' '))",
        tenantId,
        String.join(" ", kept));
    int wanted = count - kept.size();
    if (fillers.size() < wanted) {
      storeFillers(scratch.resolve(FILLER), small, wanted);
    }
    register(fillers.subList(0, wanted), FILLER);
    execute("ANALYZE adapter_version");
  }

  /** Written side by side: the store waits for the disk at each one. */
  private void storeFillers(Path folder, Adapter small, int wanted)
      throws IOException, InterruptedException {
    AdapterFolder.write(folder, small, new AdapterMetadata(baseName, base.hashes()));
    try (ScratchFolder _ = new ScratchFolder(folder);
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<ContentHash>> stored = new ArrayList<>();
      for (int number = fillers.size(); number < wanted; number++) {
        String comment = FILLER + number;
        stored.add(writers.submit(() -> put(folder, comment)));
      }
      for (Future<ContentHash> one : stored) {
        fillers.add(one.get());
      }
    } catch (ExecutionException e) {
      throw new IOException("An adapter cannot be stored: " + e.getCause(), e);
    }
  }

  private ContentHash store(Path folder, Adapter adapter, GoldenOutputs golden) throws IOException {
    AdapterFolder.write(folder, adapter, new AdapterMetadata(baseName, base.hashes()));
    try (ScratchFolder _ = new ScratchFolder(folder)) {
      golden.write(folder);
      return put(folder, "");
    }
  }

  /** Another comment is another content. */
  private ContentHash put(Path folder, String comment) throws IOException {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    AdapterArchive.pack(folder, archive, comment);
    return artifacts.put(new ByteArrayInputStream(archive.toByteArray()));
  }

  private void register(List<ContentHash> contents, String suffix) throws SQLException {
    BaseHashes hashes = base.hashes();
    execute(
        """
        INSERT INTO adapter_version (id, tenant_id, adapter_id, model_name, base_model, content_hash,
            base_sha256, tokenizer_sha256, chat_template_sha256, method, job_id, evaluation)
          SELECT 'bench-' || ? || '-' || number, ?, 'adapter-bench', ? || ':' || number, ?, content,
            ?, ?, ?, 'milora', 'ftjob-bench', '{}'
          FROM unnest(string_to_array(?, ' ')) WITH ORDINALITY AS adapter (content, number)
        """,
        suffix,
        tenantId,
        String.join(":", "ft", baseName, tenant, suffix),
        baseName,
        hashes.base().hex(),
        text(hashes.tokenizer()),
        text(hashes.chatTemplate()),
        String.join(" ", contents.stream().map(ContentHash::hex).toList()));
  }

  private String model(String suffix, int number) {
    return String.join(":", "ft", baseName, tenant, suffix, Integer.toString(number));
  }

  private static @Nullable String text(@Nullable ContentHash hash) {
    return hash == null ? null : hash.hex();
  }

  private void execute(String sql, @Nullable String... values) throws SQLException {
    try (PreparedStatement statement = database.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.execute();
    }
  }
}
