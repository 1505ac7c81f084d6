package io.milora.persistence;

import io.milora.model.LatencyKind;
import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Latencies of any window and group, always from the histograms of all that belongs to it. */
@ApplicationScoped
public class LatencyReader {
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
    private static final Comparator<Group> ORDER =
        Comparator.comparing(Group::start, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Group::kind)
            .thenComparing(Group::tenant)
            .thenComparing(Group::adapter)
            .thenComparing(Group::worker);
  }

  /**
   * Histograms by groups, in their order.
   *
   * @param tenant null for all tenants, for operators
   * @param step whole spans of the window that go together, counted from 1970; null for all
   * @param kinds which ones, at least one
   */
  public NavigableMap<Group, LatencyHistogram> read(
      @Nullable TenantId tenant,
      ServedWindow window,
      ServedFilter filter,
      @Nullable Duration step,
      Set<LatencyKind> kinds,
      Set<Dimension> dimensions) {
    NavigableMap<Group, LatencyHistogram> groups = new TreeMap<>(Group.ORDER);
    String names = String.join(",", kinds.stream().map(LatencyKind::name).toList());
    boolean byAdapter = dimensions.contains(Dimension.ADAPTER) || filter.adapter() != null;
    for (Tuple row : rows.latencies(tenant, window, filter, names, byAdapter)) {
      groups
          .computeIfAbsent(group(row, step, dimensions), group -> new LatencyHistogram())
          .addEncoded(row.get("histogram", byte[].class));
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
