package io.milora.tenantmanager.served;

import io.milora.persistence.ServedWindow;
import io.milora.persistence.UsageCounts;
import io.milora.persistence.UsageDimension;
import io.milora.persistence.UsageReader.Group;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was used in a window.
 *
 * @param startTime of the window, seconds since 1970
 * @param endTime of the window, exclusive
 * @param groupBy what the lines are told apart by
 * @param data in the order of the groups
 */
public record UsageReport(
    String object, long startTime, long endTime, List<String> groupBy, List<Line> data) {

  /**
   * One group; null where groups are not told apart by that.
   *
   * @param startTime of its minute, hour or day, seconds since 1970
   * @param tenant its name
   * @param key the public part of the API key
   * @param alias what requests named: an alias, an exact model or the base
   * @param adapter content hash, empty for the bare base
   */
  public record Line(
      @Nullable Long startTime,
      @Nullable String tenant,
      @Nullable String key,
      @Nullable String alias,
      @Nullable String adapter,
      @Nullable String worker,
      long requests,
      long errors,
      long promptTokens,
      long completionTokens,
      long cachedTokens) {}

  static UsageReport of(
      ServedWindow window,
      Set<UsageDimension> dimensions,
      List<Group> groups,
      Map<String, String> tenantNames) {
    return new UsageReport(
        "usage",
        window.from().getEpochSecond(),
        window.to().getEpochSecond(),
        dimensions.stream().map(ServedQuery::name).toList(),
        groups.stream().map(group -> line(group, tenantNames)).toList());
  }

  private static Line line(Group group, Map<String, String> tenantNames) {
    Map<UsageDimension, Object> of = group.of();
    UsageCounts counts = group.counts();
    String tenant = (String) of.get(UsageDimension.TENANT);
    return new Line(
        start(of.values()),
        tenant == null ? null : tenantNames.getOrDefault(tenant, tenant),
        (String) of.get(UsageDimension.KEY),
        (String) of.get(UsageDimension.ALIAS),
        (String) of.get(UsageDimension.ADAPTER),
        (String) of.get(UsageDimension.WORKER),
        counts.requests(),
        counts.errors(),
        counts.promptTokens(),
        counts.completionTokens(),
        counts.cachedTokens());
  }

  private static @Nullable Long start(Collection<Object> values) {
    return values.stream()
        .filter(Instant.class::isInstance)
        .map(value -> ((Instant) value).getEpochSecond())
        .findFirst()
        .orElse(null);
  }

  /** The same numbers for spreadsheets; names of models and ids need no quotes. */
  String csv() {
    Stream<String> lines =
        data.stream()
            .map(
                line ->
                    Stream.of(
                            line.startTime == null ? null : Instant.ofEpochSecond(line.startTime),
                            line.tenant,
                            line.key,
                            line.alias,
                            line.adapter,
                            line.worker,
                            line.requests,
                            line.errors,
                            line.promptTokens,
                            line.completionTokens,
                            line.cachedTokens)
                        .map(value -> value == null ? "" : value.toString())
                        .collect(Collectors.joining(",")));
    String head =
        "start_time,tenant,key,alias,adapter,worker,requests,errors,prompt_tokens,completion_tokens,cached_tokens";
    return Stream.concat(Stream.of(head), lines).collect(Collectors.joining("\n", "", "\n"));
  }
}
