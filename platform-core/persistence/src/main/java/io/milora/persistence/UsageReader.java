package io.milora.persistence;

import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Adds up what was used. */
@ApplicationScoped
public class UsageReader {
  private static final List<String> COUNTS =
      List.of("requests", "errors", "prompt_tokens", "completion_tokens", "cached_tokens");

  private final ServedRows rows;

  UsageReader(ServedRows rows) {
    this.rows = rows;
  }

  /**
   * Usage of one group.
   *
   * @param of the group's value of each dimension; an {@link Instant} for those of time, else a
   *     string
   */
  public record Group(Map<UsageDimension, Object> of, UsageCounts counts) {}

  /**
   * Usage in a window by groups, in their order; without dimensions one group of all.
   *
   * @param tenant null for all tenants, for operators
   */
  public List<Group> read(
      @Nullable TenantId tenant,
      ServedWindow window,
      ServedFilter filter,
      Set<UsageDimension> dimensions) {
    List<UsageDimension> by = dimensions.stream().sorted().toList();
    String groups =
        by.stream().map(d -> d.sql() + " AS " + column(d) + ", ").collect(Collectors.joining());
    String sums =
        COUNTS.stream()
            .map(count -> "coalesce(CAST(sum(%1$s) AS bigint), 0) AS %1$s".formatted(count))
            .collect(Collectors.joining(", "));
    String columns = by.stream().map(UsageReader::column).collect(Collectors.joining(", "));
    String rest = by.isEmpty() ? "" : "GROUP BY " + columns + " ORDER BY " + columns;
    boolean days =
        window.hasDays()
            && filter.worker() == null
            && !by.contains(UsageDimension.WORKER)
            && !by.contains(UsageDimension.HOUR);
    List<Tuple> found =
        days
            ? rows.usageDays(tenant, window, filter, groups + sums, rest)
            : rows.usage(tenant, window, filter, groups + sums, rest);
    return found.stream().map(row -> group(row, by)).toList();
  }

  private static String column(UsageDimension dimension) {
    return "by_" + dimension.name().toLowerCase(Locale.ROOT);
  }

  private static Group group(Tuple row, List<UsageDimension> by) {
    Map<UsageDimension, Object> of = new EnumMap<>(UsageDimension.class);
    for (UsageDimension dimension : by) {
      String column = column(dimension);
      of.put(
          dimension,
          dimension.isTime()
              ? Instant.ofEpochSecond(row.get(column, Long.class))
              : row.get(column, String.class));
    }
    List<Long> counts = COUNTS.stream().map(count -> row.get(count, Long.class)).toList();
    return new Group(
        of,
        new UsageCounts(counts.get(0), counts.get(1), counts.get(2), counts.get(3), counts.get(4)));
  }
}
