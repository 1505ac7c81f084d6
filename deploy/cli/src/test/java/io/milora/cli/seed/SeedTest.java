package io.milora.cli.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.cli.CommandException;
import io.milora.migrations.DatabaseRole;
import io.milora.migrations.Migrations;
import io.milora.model.InvalidInputException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class SeedTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  @Test
  void asManyRowsAsAskedForAreMadeOnceWhereABaseIsKnown() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
      String url = postgres.getJdbcUrl("postgres", "postgres");
      Migrations.run(
          url,
          "postgres",
          "",
          Map.of(
              DatabaseRole.MANAGER, "m", DatabaseRole.TRAINER, "t", DatabaseRole.INFERENCE, "i"));
      try (Connection database =
          DriverManager.getConnection(url + "&currentSchema=milora", "postgres", "")) {
        Seed seed = new Seed(database);
        SeedSize size = new SeedSize(3, 200, 30, 1);
        assertThatThrownBy(() -> seed.write(size))
            .isInstanceOf(CommandException.class)
            .hasMessageContaining("No base model");
        registerBase(database);
        Map<String, Long> counts = seed.write(size);
        assertThat(counts)
            .containsEntry("tenant", 3L)
            .containsEntry("training_job", 200L)
            .containsEntry("job_event", 4000L)
            .containsEntry("adapter_version", 30L);
        assertThat(counts.get("usage_minute")).isBetween(3000L, 5760L);
        for (String table : List.of("latency_minute", "latency_hour")) {
          assertThat(latencies(database, table + " WHERE NOT in_total"))
              .isNotEmpty()
              .isEqualTo(latencies(database, table + " WHERE in_total"));
        }
        assertThat(count(database, "file WHERE purpose <> 'FINE_TUNE'")).isZero();
        assertThatThrownBy(() -> seed.write(size)).hasMessageContaining("made-up rows already");
      }
    }
  }

  @Test
  void allThatIsWrongWithTheSizeIsSaidAtOnce() {
    assertThatThrownBy(() -> new SeedSize(0, 5, 9000, 1000))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.problems()).hasSize(4));
  }

  private static void registerBase(Connection database) throws Exception {
    try (Statement statement = database.createStatement()) {
      statement.execute(
          """
          INSERT INTO base_model (name, base_sha256, max_positions, default_rank, default_learning_rate,
                                  default_max_length)
          VALUES ('tiny', '%s', 2048, 8, 0.002, 512)
          """
              .formatted(HASH));
    }
  }

  /** Sums by tenant, worker, kind and start. */
  private static Map<String, Histogram> latencies(Connection database, String rows)
      throws Exception {
    Map<String, Histogram> sums = new HashMap<>();
    try (Statement statement = database.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT concat_ws(' ', tenant_id, worker_id, kind, start), histogram FROM "
                    + rows)) {
      while (found.next()) {
        sums.computeIfAbsent(found.getString(1), group -> new Histogram(3))
            .add(Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(found.getBytes(2)), 0));
      }
    }
    return sums;
  }

  private static long count(Connection database, String table) throws Exception {
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
