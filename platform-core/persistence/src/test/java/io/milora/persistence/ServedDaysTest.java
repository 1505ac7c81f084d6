package io.milora.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.migrations.testing.MigratedDatabase;
import io.milora.migrations.testing.MigratedDatabaseResource;
import io.milora.model.LatencyKind;
import io.milora.model.TenantId;
import io.milora.persistence.LatencyReader.Dimension;
import io.milora.persistence.LatencyReader.Group;
import io.milora.persistence.LatencyReader.Wanted;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Days are told as their hours would be, whatever is added up and whatever comes late. */
@QuarkusTest
@WithTestResource(MigratedDatabaseResource.class)
class ServedDaysTest {
  private static final Instant FIRST = Instant.parse("2026-03-01T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final List<String> ADAPTERS =
      List.of("", "aa".repeat(32), "bb".repeat(32), "cc".repeat(32));
  private static final List<ServedWindow> WINDOWS =
      List.of(
          window(FIRST, FIRST.plus(DAY.multipliedBy(4))),
          window(FIRST.plusSeconds(5 * 3600), FIRST.plus(Duration.ofHours(77))),
          window(FIRST.minus(DAY), FIRST.plus(Duration.ofHours(60))));

  @Inject ServedDays days;
  @Inject UsageReader usage;
  @Inject LatencyReader latencies;

  @SuppressWarnings("NullAway.Init") // set by the test resource
  MigratedDatabase database;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Connection behind;

  private final Random random = new Random(1);
  private TenantId acme;
  private TenantId globex;

  @BeforeEach
  void twoTenantsOfFourDays() throws SQLException {
    behind = database.connectAsSuperuser();
    acme = Fixture.tenant(database, Fixture.newName());
    globex = Fixture.tenant(database, Fixture.newName());
    for (TenantId tenant : List.of(acme, globex)) {
      for (int hour = 0; hour < 4 * 24; hour += 1 + random.nextInt(3)) {
        serve(tenant, FIRST.plusSeconds(3600L * hour), "w" + random.nextInt(2));
      }
    }
  }

  @AfterEach
  void close() throws SQLException {
    behind.close();
  }

  @Test
  void whatIsToldIsTheSameBeforeAndAfterDaysAreAddedUp() throws SQLException {
    Map<String, Object> before = everything();

    addUp();

    assertThat(days.due(Instant.now(), 100)).noneMatch(this::isOurs);
    assertThat(everything()).isEqualTo(before);
    // It is the days that are read: without their hours whole days stay.
    execute("DELETE FROM latency_hour; DELETE FROM usage_hour");
    ServedWindow whole = WINDOWS.getFirst();
    assertThat(told(acme, ServedFilter.NONE, whole))
        .isNotEmpty()
        .allSatisfy((what, told) -> assertThat(told).isEqualTo(before.get("own " + what)));
  }

  @Test
  void aDayThatIsWrittenToLaterIsReadFromItsHoursAndAddedUpAgain() throws SQLException {
    addUp();
    Map<String, Object> before = everything();

    serve(acme, FIRST.plus(Duration.ofHours(30)), "late");

    assertThat(days.due(Instant.now(), 100).stream().filter(this::isOurs))
        .containsExactly(new ServedDays.Day(acme, FIRST.plus(DAY)));
    Map<String, Object> after = everything();
    assertThat(after).isNotEqualTo(before);
    addUp();
    assertThat(everything()).isEqualTo(after);
  }

  @Test
  void adaptersBeyondTheTopAreToldTogether() {
    ServedWindow whole = WINDOWS.getFirst();
    for (boolean added : new boolean[] {false, true}) {
      if (added) {
        addUp();
      }
      Map<Group, LatencyHistogram> all = read(whole, null, Set.of(Dimension.ADAPTER), null);
      Map<Group, LatencyHistogram> two = read(whole, null, Set.of(Dimension.ADAPTER), 2);
      assertThat(two.keySet()).extracting(Group::adapter).hasSize(3).contains("others");
      LatencyHistogram others = new LatencyHistogram();
      all.forEach(
          (group, sum) -> {
            if (two.containsKey(group)) {
              assertThat(shown(two.get(group))).isEqualTo(shown(sum));
            } else {
              others.add(sum);
            }
          });
      LatencyHistogram told = two.entrySet().iterator().next().getValue();
      for (Map.Entry<Group, LatencyHistogram> line : two.entrySet()) {
        told = line.getKey().adapter().equals("others") ? line.getValue() : told;
      }
      assertThat(shown(told)).isEqualTo(shown(others));
    }
  }

  private Map<Group, LatencyHistogram> read(
      ServedWindow window,
      @Nullable Duration step,
      Set<Dimension> dimensions,
      @Nullable Integer top) {
    Wanted wanted = new Wanted(step, Set.of(LatencyKind.TTFT), dimensions, top);
    Map<Group, LatencyHistogram> sums = new TreeMap<>(Group.ORDER);
    latencies
        .read(acme, window, ServedFilter.NONE, wanted)
        .forEach((group, parts) -> sums.put(group, parts.sum()));
    return sums;
  }

  private boolean isOurs(ServedDays.Day day) {
    return day.tenant().equals(acme) || day.tenant().equals(globex);
  }

  private void addUp() {
    List<ServedDays.Day> due = days.due(Instant.now(), 100);
    due.forEach(days::addUp);
    due.forEach(days::addUp); // somebody else has just
  }

  /** All that is told, by what was asked. */
  private Map<String, Object> everything() {
    Map<String, Object> all = new LinkedHashMap<>();
    for (ServedWindow window : WINDOWS) {
      told(acme, ServedFilter.NONE, window).forEach((what, told) -> all.put("own " + what, told));
      ServedFilter one = new ServedFilter(globex, null, null);
      told(null, one, window).forEach((what, told) -> all.put("of one " + what, told));
      ServedFilter adapter = new ServedFilter(acme, ADAPTERS.get(1), null);
      told(null, adapter, window).forEach((what, told) -> all.put("of adapter " + what, told));
      ServedFilter base = new ServedFilter(acme, "", null);
      told(null, base, window).forEach((what, told) -> all.put("of base " + what, told));
    }
    return all;
  }

  private Map<String, Object> told(
      @Nullable TenantId tenant, ServedFilter filter, ServedWindow window) {
    Map<String, Object> told = new LinkedHashMap<>();
    List<Set<Dimension>> dimensions =
        List.of(Set.of(), Set.of(Dimension.ADAPTER), Set.of(Dimension.TENANT, Dimension.ADAPTER));
    for (Set<Dimension> by : dimensions) {
      for (boolean daily : new boolean[] {false, true}) {
        Duration step = daily ? DAY : null;
        List<Object> lines = new ArrayList<>();
        latencies
            .read(tenant, window, filter, new Wanted(step, Set.of(LatencyKind.TTFT), by, null))
            .forEach((group, parts) -> lines.add(List.of(group, shown(parts.sum()))));
        told.put("latencies " + window + by + step, lines);
      }
    }
    EnumSet<UsageDimension> by = EnumSet.of(UsageDimension.DAY, UsageDimension.ADAPTER);
    told.put("usage " + window, usage.read(tenant, window, filter, by));
    return told;
  }

  private static List<Object> shown(LatencyHistogram histogram) {
    return List.of(
        histogram.count(),
        histogram.percentile(50),
        histogram.percentile(90),
        histogram.percentile(100));
  }

  private void serve(TenantId tenant, Instant hour, String worker) throws SQLException {
    LatencyHistogram total = new LatencyHistogram();
    for (int adapter = 0; adapter < ADAPTERS.size(); adapter++) {
      LatencyHistogram histogram = new LatencyHistogram();
      for (int i = random.nextInt(20) / (1 + adapter); i >= 0; i--) {
        histogram.record(Duration.ofMillis(1 + random.nextInt(3000)));
      }
      total.add(histogram);
      put(tenant, hour, worker, ADAPTERS.get(adapter), histogram, true);
      execute(
          """
          INSERT INTO usage_hour (start, tenant_id, worker_id, key_id, model, adapter_hash, requests, errors,
              prompt_tokens, completion_tokens)
          VALUES ('%s', '%s', '%s', 'key', 'm', '%s', %d, 0, 7, 9)
          """
              .formatted(hour, tenant, worker, ADAPTERS.get(adapter), histogram.count()));
    }
    put(tenant, hour, worker, ServedSpan.ALL_ADAPTERS, total, false);
  }

  private void put(
      TenantId tenant,
      Instant hour,
      String worker,
      String adapter,
      LatencyHistogram histogram,
      boolean inTotal)
      throws SQLException {
    try (PreparedStatement insert =
        behind.prepareStatement(
            """
                INSERT INTO latency_hour (start, tenant_id, worker_id, adapter_hash, kind, count, histogram, in_total)
                VALUES (?, ?, ?, ?, 'TTFT', ?, ?, ?)
                """)) {
      insert.setTimestamp(1, Timestamp.from(hour));
      insert.setString(2, tenant.value());
      insert.setString(3, worker);
      insert.setString(4, adapter);
      insert.setLong(5, histogram.count());
      insert.setBytes(6, histogram.encode());
      insert.setBoolean(7, inTotal);
      insert.execute();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = behind.createStatement()) {
      statement.execute(sql);
    }
  }

  private static ServedWindow window(Instant from, Instant to) {
    return ServedWindow.of(Span.HOUR, from, to);
  }
}
