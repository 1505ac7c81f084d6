package io.milora.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.migrations.testing.MigratedDatabase;
import io.milora.migrations.testing.MigratedDatabaseResource;
import io.milora.model.LatencyKind;
import io.milora.model.PublicId;
import io.milora.model.TenantId;
import io.milora.persistence.LatencyReader.Wanted;
import io.milora.persistence.ServedSpan.LatencyKey;
import io.milora.persistence.ServedSpan.UsageKey;
import io.milora.persistence.UsageReader.Group;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
    value = MigratedDatabaseResource.class,
    initArgs = @ResourceArg(name = MigratedDatabaseResource.ROLE, value = "INFERENCE"))
class ServedSpansTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final ServedWindow DAY =
      ServedWindow.of(Span.MINUTE, NOON.minusSeconds(1), NOON.plusSeconds(3600));
  private static final UsageKey KEY = new UsageKey("key-1", "support", "ab".repeat(32));

  @Inject ServedSpans spans;
  @Inject UsageReader usage;
  @Inject LatencyReader latencies;
  @Inject SlowRequests slowRequests;

  @SuppressWarnings("NullAway.Init") // set by the test resource
  MigratedDatabase database;

  private TenantId acme;
  private TenantId globex;

  @BeforeEach
  void twoTenants() {
    acme = Fixture.tenant(database, Fixture.newName());
    globex = Fixture.tenant(database, Fixture.newName());
  }

  @Test
  void tenantsSeeTheirOwnUsageAndLatenciesOnly() {
    spans.put("w1", span(acme, NOON, 3, 100));
    spans.put("w1", span(globex, NOON, 5, 900));
    assertThat(requests(acme)).isEqualTo(3);
    assertThat(requests(globex)).isEqualTo(5);
    assertThat(p50(acme)).isEqualTo(Duration.ofMillis(100));
    assertThat(p50(globex).toMillis()).isEqualTo(900);
  }

  @Test
  void aLaterStateOfAWorkersMinuteReplacesTheEarlierOneAndOthersAddUp() {
    spans.put("w1", span(acme, NOON, 3, 100));
    spans.put("w1", span(acme, NOON, 3, 100));
    spans.put("w1", span(acme, NOON, 4, 100));
    spans.put("w2", span(acme, NOON, 10, 100));
    spans.put("w2", span(acme, NOON.plusSeconds(60), 20, 100));
    assertThat(requests(acme)).isEqualTo(34);
    assertThat(
            usage
                .read(
                    acme,
                    DAY,
                    ServedFilter.NONE,
                    EnumSet.of(UsageDimension.MINUTE, UsageDimension.WORKER))
                .stream()
                .map(group -> group.counts().requests()))
        .containsExactly(4L, 10L, 20L);
    assertThat(histogram(acme).count()).isEqualTo(34);
  }

  @Test
  void groupsSayWhatTheyAreOf() {
    spans.put("w1", span(acme, NOON, 3, 100));
    Group group =
        usage
            .read(
                acme,
                DAY,
                ServedFilter.NONE,
                EnumSet.of(UsageDimension.DAY, UsageDimension.KEY, UsageDimension.ALIAS))
            .getFirst();
    assertThat(group.of())
        .isEqualTo(
            Map.of(
                UsageDimension.DAY,
                Instant.parse("2026-03-01T00:00:00Z"),
                UsageDimension.KEY,
                "key-1",
                UsageDimension.ALIAS,
                "support"));
    assertThat(group.counts()).isEqualTo(new UsageCounts(3, 1, 30, 60, 0));
    assertThat(
            latencies
                .read(
                    acme,
                    DAY,
                    ServedFilter.NONE,
                    new Wanted(
                        Duration.ofMinutes(5),
                        Set.of(LatencyKind.TTFT),
                        Set.of(LatencyReader.Dimension.ADAPTER),
                        null))
                .firstKey())
        .isEqualTo(new LatencyReader.Group(NOON, LatencyKind.TTFT, "", KEY.adapter(), ""));
  }

  @Test
  void adaptersAreToldApartAndEachRequestCountsOnceWhereTheyAreNot() {
    spans.put("w1", span(acme, NOON, 3, 100));
    LatencyKind kind = LatencyKind.TTFT;
    Set<LatencyReader.Dimension> byAdapter = Set.of(LatencyReader.Dimension.ADAPTER);
    assertThat(histogram(acme).count()).isEqualTo(3);
    assertThat(
            latencies
                .read(acme, DAY, ServedFilter.NONE, new Wanted(null, Set.of(kind), byAdapter, null))
                .keySet())
        .extracting(LatencyReader.Group::adapter)
        .containsExactly(KEY.adapter());
    ServedFilter other = new ServedFilter(null, "cd".repeat(32), null);
    assertThat(latencies.read(acme, DAY, other, new Wanted(null, Set.of(kind), Set.of(), null)))
        .isEmpty();
    assertThat(
            usage
                .read(acme, DAY, new ServedFilter(null, KEY.adapter(), "w1"), Set.of())
                .getFirst()
                .counts()
                .requests())
        .isEqualTo(3);
    assertThat(usage.read(acme, DAY, other, Set.of()).getFirst().counts().requests()).isZero();
  }

  @Test
  void whatIsOutsideOfTheWindowDoesNotCount() {
    spans.put("w1", span(acme, NOON.minusSeconds(120), 3, 100));
    spans.put("w1", span(acme, NOON.plusSeconds(3600), 3, 100));
    assertThat(requests(acme)).isZero();
    assertThat(
            latencies.read(
                acme,
                DAY,
                ServedFilter.NONE,
                new Wanted(null, Set.of(LatencyKind.TTFT), Set.of(), null)))
        .isEmpty();
  }

  @Test
  void theSlowestRequestsOfAMinuteAreReplacedByItsLaterState() {
    spans.put("w1", slow(acme, "a", 100, "b", 200));
    spans.put("w1", slow(acme, "b", 200, "c", 300));
    spans.put("w2", slow(acme, "d", 150, "e", 50));
    assertThat(slowest(acme, ServedFilter.NONE)).containsExactly("c", "b", "d", "e");
    assertThat(slowest(acme, new ServedFilter(null, null, "w2"))).containsExactly("d", "e");
    assertThat(slowest(globex, ServedFilter.NONE)).isEmpty();
  }

  private List<String> slowest(TenantId tenant, ServedFilter filter) {
    return slowRequests
        .read(tenant, NOON, NOON.plusSeconds(60), filter, LatencyKind.TTFT, 10)
        .stream()
        .map(found -> found.request().id())
        .toList();
  }

  private static ServedSpan slow(
      TenantId tenant, String one, int millis, String other, int otherMillis) {
    return new ServedSpan(
        tenant,
        Span.MINUTE,
        NOON,
        Map.of(),
        Map.of(),
        List.of(slow(one, millis), slow(other, otherMillis)));
  }

  private static SlowRequest slow(String id, int millis) {
    return new SlowRequest(
        id, NOON, "key", "support", "", 5, 7, Map.of(LatencyKind.TTFT, Duration.ofMillis(millis)));
  }

  @Test
  void aTenantThatIsGoneLeavesNothingToWrite() {
    TenantId gone = new TenantId(PublicId.TENANT.next());
    spans.put("w1", span(gone, NOON, 3, 100));
    assertThat(requests(gone)).isZero();
  }

  private static ServedSpan span(TenantId tenant, Instant start, int requests, int millis) {
    LatencyHistogram histogram = new LatencyHistogram();
    for (int i = 0; i < requests; i++) {
      histogram.record(Duration.ofMillis(millis));
    }
    return new ServedSpan(
        tenant,
        Span.MINUTE,
        start,
        Map.of(KEY, new UsageCounts(requests, 1, 10L * requests, 20L * requests, 0)),
        Map.of(
            new LatencyKey(LatencyKind.TTFT, KEY.adapter()),
            histogram,
            new LatencyKey(LatencyKind.TTFT, ServedSpan.ALL_ADAPTERS),
            histogram),
        List.of());
  }

  private long requests(TenantId tenant) {
    List<Group> groups = usage.read(tenant, DAY, ServedFilter.NONE, Set.of());
    return groups.getFirst().counts().requests();
  }

  private LatencyHistogram histogram(TenantId tenant) {
    return latencies
        .read(
            tenant,
            DAY,
            ServedFilter.NONE,
            new Wanted(null, Set.of(LatencyKind.TTFT), Set.of(), null))
        .values()
        .iterator()
        .next()
        .sum();
  }

  private Duration p50(TenantId tenant) {
    return Duration.ofMillis(histogram(tenant).percentile(50).toMillis());
  }
}
