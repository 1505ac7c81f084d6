package io.milora.cli.seed;

import io.milora.cli.CommandException;
import io.milora.model.BaseDefaults;
import io.milora.model.Hyperparameters;
import io.milora.model.LatencyKind;
import io.milora.model.MethodSettings;
import io.milora.model.json.MiloraJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.zip.Deflater;
import org.HdrHistogram.Histogram;

/** Made-up rows, written as the database's owner in one transaction. */
final class Seed {
  private static final int VARIANTS = 40;
  private static final int DIGITS = 3;

  /** Of adapters in a minute, as in the script. */
  private static final int PICKS = 4;

  private static final List<String> TABLES =
      List.of(
          "tenant",
          "training_job",
          "job_event",
          "adapter_version",
          "usage_minute",
          "latency_minute",
          "usage_hour",
          "latency_hour",
          "slow_request");

  private final Connection database;

  Seed(Connection database) {
    this.database = database;
  }

  /**
   * Writes the rows.
   *
   * @return how many rows tables have then
   * @throws CommandException if there are such rows, or no base model to train on
   */
  Map<String, Long> write(SeedSize size) throws SQLException, IOException {
    if (count("tenant WHERE name LIKE 'seed-%'") > 0) {
      throw new CommandException("This system has made-up rows already; use a new data folder.");
    }
    String base =
        text("SELECT min(name) FROM base_model")
            .orElseThrow(
                () ->
                    new CommandException(
                        "No base model is registered; wait until the training worker is ready."));
    database.setAutoCommit(false);
    try {
      prepare(size, base);
      try (Statement statement = database.createStatement()) {
        statement.execute(script());
      }
      database.commit();
    } catch (SQLException | IOException | RuntimeException e) {
      database.rollback();
      throw e;
    } finally {
      database.setAutoCommit(true);
    }
    try (Statement statement = database.createStatement()) {
      statement.execute("ANALYZE");
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    for (String table : TABLES) {
      counts.put(table, count(table));
    }
    return counts;
  }

  private void prepare(SeedSize size, String base) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(
          """
          CREATE TEMP TABLE seed_size (tenants integer, jobs integer, adapters integer, days integer,
                                       base text, hyperparameters jsonb) ON COMMIT DROP;
          CREATE TEMP TABLE seed_histogram (span text, kind text, variant integer, adapters integer,
                                            count bigint, histogram bytea) ON COMMIT DROP
          """);
    }
    try (PreparedStatement insert =
        database.prepareStatement("INSERT INTO seed_size VALUES (?, ?, ?, ?, ?, ?::jsonb)")) {
      insert.setInt(1, size.tenants());
      insert.setInt(2, size.jobs());
      insert.setInt(3, size.adapters());
      insert.setInt(4, size.days());
      insert.setString(5, base);
      insert.setString(6, MiloraJson.write(settings()));
      insert.execute();
    }
    histograms("MINUTE", 6, PICKS);
    int picks = PICKS * (int) Duration.ofHours(1).toMinutes();
    histograms("HOUR", 200, Math.clamp(size.adapters() / size.tenants(), 1, picks));
  }

  /**
   * Of one adapter, and of several together.
   *
   * @param requests of one adapter
   */
  private void histograms(String span, int requests, int mostAdapters) throws SQLException {
    Random random = new Random(1);
    try (PreparedStatement insert =
        database.prepareStatement("INSERT INTO seed_histogram VALUES (?, ?, ?, ?, ?, ?)")) {
      for (LatencyKind kind : LatencyKind.values()) {
        if (kind != LatencyKind.ADAPTER_LOAD) {
          for (int variant = 0; variant < VARIANTS; variant++) {
            insert.setString(1, span);
            insert.setString(2, kind.name());
            insert.setInt(3, variant);
            sums(insert, histogram(medianMicros(kind), variant, requests, random), mostAdapters);
          }
        }
      }
      insert.executeBatch();
    }
  }

  private static void sums(PreparedStatement insert, Histogram one, int most) throws SQLException {
    Histogram sum = new Histogram(DIGITS);
    for (int adapters = 1; adapters <= most; adapters++) {
      sum.add(one);
      insert.setInt(4, adapters);
      insert.setLong(5, sum.getTotalCount());
      insert.setBytes(6, encode(sum));
      insert.addBatch();
    }
  }

  /** The higher the variant, the slower. */
  private static Histogram histogram(double median, int variant, int requests, Random random) {
    Histogram histogram = new Histogram(DIGITS);
    double slower = 1 + variant / 8.0;
    for (int i = 0; i < requests; i++) {
      histogram.recordValue((long) (median * slower * Math.exp(0.6 * random.nextGaussian())));
    }
    return histogram;
  }

  private static double medianMicros(LatencyKind kind) {
    return switch (kind) {
      case TTFT -> 250_000;
      case TPOT -> 40_000;
      case E2E -> 2_600_000;
      case QUEUE -> 20_000;
      case ADAPTER_LOAD -> 90_000;
    };
  }

  private static byte[] encode(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer, Deflater.BEST_COMPRESSION);
    return Arrays.copyOf(buffer.array(), length);
  }

  /** Every value resolved, as jobs are kept. */
  private static Hyperparameters settings() {
    return Hyperparameters.of(
        Hyperparameters.DEFAULTS.resolve(
            MethodSettings.MiLora.NAME, new BaseDefaults(8, 1e-3, 512), 1000, true, 1));
  }

  private static String script() throws IOException {
    try (InputStream script = Seed.class.getResourceAsStream("seed.sql")) {
      return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private long count(String table) throws SQLException {
    return Long.parseLong(text("SELECT count(*)::text FROM " + table).orElseThrow());
  }

  private Optional<String> text(String query) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
    }
  }
}
