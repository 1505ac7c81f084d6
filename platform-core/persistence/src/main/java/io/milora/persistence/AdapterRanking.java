package io.milora.persistence;

import io.milora.persistence.LatencyReader.Group;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The adapters with most latencies, and what is left of all. */
final class AdapterRanking {
  private AdapterRanking() {}

  /** Puts together all but the adapters with most latencies. */
  static NavigableMap<Group, LatencyParts> fold(NavigableMap<Group, LatencyParts> all, int most) {
    Map<String, Long> counts = new HashMap<>();
    all.forEach((group, parts) -> counts.merge(group.adapter(), parts.sum().count(), Long::sum));
    Set<String> kept =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(most)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    NavigableMap<Group, LatencyParts> folded = new TreeMap<>(Group.ORDER);
    all.forEach(
        (group, parts) ->
            folded
                .computeIfAbsent(
                    kept.contains(group.adapter()) ? group : group.of(LatencyReader.OTHERS),
                    other -> new LatencyParts())
                .add(parts));
    return folded;
  }

  /**
   * Adds what single adapters leave of the totals.
   *
   * @param some groups of single adapters
   * @param totals the same groups of all adapters together; taken away from
   */
  static NavigableMap<Group, LatencyParts> withOthers(
      NavigableMap<Group, LatencyParts> some, NavigableMap<Group, LatencyParts> totals) {
    some.forEach(
        (group, parts) -> {
          LatencyParts total = totals.get(group.of(""));
          if (total != null) {
            total.subtract(parts);
          }
        });
    NavigableMap<Group, LatencyParts> all = new TreeMap<>(Group.ORDER);
    all.putAll(some);
    totals.forEach(
        (group, left) -> {
          if (left.sum().count() > 0) {
            all.put(group.of(LatencyReader.OTHERS), left);
          }
        });
    return all;
  }
}
