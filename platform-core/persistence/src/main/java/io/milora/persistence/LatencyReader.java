package io.milora.persistence;

import io.milora.model.LatencyKind;
import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Latencies of any window and group, always from the histograms of all that belongs to it. */
@ApplicationScoped
public class LatencyReader {
  /** Stands for all adapters that are not told apart. */
  public static final String OTHERS = "others";

  private static final Duration DAY = Duration.ofDays(1);

  private final ServedRows rows;

  LatencyReader(ServedRows rows) {
    this.rows = rows;
  }

  /** What latencies can be told apart by, beside their kind and time. */
  public enum Dimension {
    TENANT,
    ADAPTER,
    WORKER
  }

  /**
   * What a histogram is of.
   *
   * @param start of its step, or null for the whole window
   * @param tenant id, empty if not told apart
   * @param adapter content hash; empty for the bare base, and if not told apart
   * @param worker id, empty if not told apart
   */
  public record Group(
      @Nullable Instant start, LatencyKind kind, String tenant, String adapter, String worker) {
    static final Comparator<Group> ORDER =
        Comparator.comparing(Group::start, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Group::kind)
            .thenComparing(Group::tenant)
            .thenComparing(Group::adapter)
            .thenComparing(Group::worker);

    Group of(String otherAdapter) {
      return new Group(start, kind, tenant, otherAdapter, worker);
    }
  }

  /**
   * What is wanted.
   *
   * @param step whole spans of the window that go together, counted from 1970; null for all
   * @param kinds which ones, at least one
   * @param top how many adapters to tell apart at most, those with most latencies, where adapters
   *     are; all further ones are {@link #OTHERS}. Null for all
   */
  public record Wanted(
      @Nullable Duration step,
      Set<LatencyKind> kinds,
      Set<Dimension> dimensions,
      @Nullable Integer top) {
    private String kindNames() {
      return String.join(",", kinds.stream().map(LatencyKind::name).toList());
    }

    private boolean byAdapter() {
      return dimensions.contains(Dimension.ADAPTER);
    }
  }

  /**
   * Latencies by groups, in their order.
   *
   * @param tenant null for all tenants, for operators
   */
  public NavigableMap<Group, LatencyParts> read(
      @Nullable TenantId tenant, ServedWindow window, ServedFilter filter, Wanted wanted) {
    Integer top = wanted.byAdapter() ? wanted.top() : null;
    if (!hasDays(window, filter, wanted)) {
      boolean byAdapter = wanted.byAdapter() || filter.adapter() != null;
      NavigableMap<Group, LatencyParts> all =
          groups(rows.latencies(tenant, window, filter, wanted.kindNames(), byAdapter), wanted);
      return top == null ? all : AdapterRanking.fold(all, top);
    }
    if (top == null || filter.adapter() != null) {
      boolean byAdapter = wanted.byAdapter() || filter.adapter() != null;
      return groups(
          rows.latencyDays(tenant, window, filter, wanted.kindNames(), byAdapter), wanted);
    }
    return busiest(tenant, window, filter, wanted, top);
  }

  /** Reads the histograms of the busiest alone: the rest is what they leave of the total. */
  private NavigableMap<Group, LatencyParts> busiest(
      @Nullable TenantId tenant,
      ServedWindow window,
      ServedFilter filter,
      Wanted wanted,
      int most) {
    String kinds = wanted.kindNames();
    List<String> names = rows.busiest(tenant, window, filter, kinds, most);
    List<Tuple> found = rows.latencyDaysOfSomeAndAll(tenant, window, filter, kinds, names);
    Set<Dimension> others = new HashSet<>(wanted.dimensions());
    others.remove(Dimension.ADAPTER);
    Wanted totals = new Wanted(wanted.step(), wanted.kinds(), others, null);
    return AdapterRanking.withOthers(
        groups(having(found, false), wanted), groups(having(found, true), totals));
  }

  private static List<Tuple> having(List<Tuple> rows, boolean ofAll) {
    return rows.stream().filter(row -> row.get("of_all", Boolean.class) == ofAll).toList();
  }

  private static boolean hasDays(ServedWindow window, ServedFilter filter, Wanted wanted) {
    Duration step = wanted.step();
    return window.hasDays()
        && filter.worker() == null
        && !wanted.dimensions().contains(Dimension.WORKER)
        && (step == null || step.toSeconds() % DAY.toSeconds() == 0);
  }

  private static NavigableMap<Group, LatencyParts> groups(List<Tuple> rows, Wanted wanted) {
    NavigableMap<Group, LatencyParts> groups = new TreeMap<>(Group.ORDER);
    for (Tuple row : rows) {
      groups
          .computeIfAbsent(
              group(row, wanted.step(), wanted.dimensions()), group -> new LatencyParts())
          .add(row.get("histogram", byte[].class));
    }
    return groups;
  }

  private static Group group(Tuple row, @Nullable Duration step, Set<Dimension> dimensions) {
    return new Group(
        step == null ? null : floor(row.get("start", Long.class), step),
        LatencyKind.valueOf(row.get("kind", String.class)),
        dimensions.contains(Dimension.TENANT) ? row.get("tenant_id", String.class) : "",
        dimensions.contains(Dimension.ADAPTER) ? row.get("adapter_hash", String.class) : "",
        dimensions.contains(Dimension.WORKER) ? row.get("worker_id", String.class) : "");
  }

  private static Instant floor(long seconds, Duration step) {
    return Instant.ofEpochSecond(seconds - Math.floorMod(seconds, step.toSeconds()));
  }
}
