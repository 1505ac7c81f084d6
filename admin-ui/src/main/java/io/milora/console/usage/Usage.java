package io.milora.console.usage;

import io.milora.console.platform.UsageReport;
import io.milora.console.platform.UsageReport.Line;
import io.milora.console.shared.Chart.Point;
import io.milora.console.shared.Chart.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/** A report in days and groups, the largest group first. */
record Usage(UsageReport report, Grouping grouping, UnaryOperator<String> names) {
  /** More colours than this are told apart by nobody. */
  private static final int MOST_GROUPS = 7;

  private static final long DAY = 86_400;

  /** All that a group used in the window. */
  record Total(
      String group,
      long requests,
      long errors,
      long promptTokens,
      long completionTokens,
      long cachedTokens) {
    static Total of(String group, List<Line> lines) {
      return new Total(
          group,
          lines.stream().mapToLong(Line::requests).sum(),
          lines.stream().mapToLong(Line::errors).sum(),
          lines.stream().mapToLong(Line::promptTokens).sum(),
          lines.stream().mapToLong(Line::completionTokens).sum(),
          lines.stream().mapToLong(Line::cachedTokens).sum());
    }
  }

  Total whole() {
    return Total.of("All", report.data());
  }

  List<Total> totals() {
    return groups(Measure.REQUESTS).entrySet().stream()
        .map(group -> Total.of(names.apply(group.getKey()), group.getValue()))
        .toList();
  }

  /** A heap of bars for each day of the window; small groups are put together. */
  List<Series> days(Measure measure) {
    List<Series> series = new ArrayList<>();
    List<Line> others = new ArrayList<>();
    groups(measure)
        .forEach(
            (group, lines) -> {
              if (series.size() < MOST_GROUPS) {
                series.add(
                    new Series(
                        grouping == Grouping.NOTHING ? measure.label() : names.apply(group),
                        false,
                        points(lines, measure)));
              } else {
                others.addAll(lines);
              }
            });
    if (!others.isEmpty()) {
      series.add(new Series("Others", false, points(others, measure)));
    }
    return series;
  }

  private Map<String, List<Line>> groups(Measure measure) {
    Map<String, List<Line>> groups = new HashMap<>();
    report
        .data()
        .forEach(
            line -> groups.computeIfAbsent(grouping.of(line), key -> new ArrayList<>()).add(line));
    Map<String, List<Line>> largestFirst = new LinkedHashMap<>();
    groups.entrySet().stream()
        .sorted(
            Comparator.comparingLong(
                    (Map.Entry<String, List<Line>> group) ->
                        -group.getValue().stream().mapToLong(measure::of).sum())
                .thenComparing(Map.Entry::getKey))
        .forEach(group -> largestFirst.put(group.getKey(), group.getValue()));
    return largestFirst;
  }

  /** Days without use are zeros, not gaps. */
  private List<Point> points(List<Line> lines, Measure measure) {
    Map<Long, Long> byDay = new HashMap<>();
    for (Line line : lines) {
      if (line.startTime() != null) {
        byDay.merge(line.startTime(), measure.of(line), Long::sum);
      }
    }
    long first = report.startTime() - Math.floorMod(report.startTime(), DAY);
    return LongStream.iterate(first, day -> day < report.endTime(), day -> day + DAY)
        .mapToObj(day -> new Point(day, byDay.getOrDefault(day, 0L)))
        .toList();
  }
}
