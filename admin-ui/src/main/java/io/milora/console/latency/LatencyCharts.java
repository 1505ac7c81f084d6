package io.milora.console.latency;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import io.milora.console.platform.LatencyReport;
import io.milora.console.platform.UsageReport;
import io.milora.console.shared.Chart;
import io.milora.console.shared.Chart.Point;
import io.milora.console.shared.Chart.Series;
import io.milora.console.shared.Chart.Span;
import io.milora.console.shared.HeatMap;
import io.milora.console.shared.HeatMap.Slice;
import io.milora.model.LatencyKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Percentiles, counts by latency, and what was served, over the same time. */
final class LatencyCharts extends Div {
  private final H2 title = new H2();
  private final Paragraph explanation = new Paragraph();
  private final Chart percentiles =
      new Chart("Percentiles of latency over time", Chart.Axis.times());
  private final HeatMap heat = new HeatMap("Requests by latency over time");
  private final Chart throughput =
      new Chart("Requests, errors and tokens over time", Chart.Axis.times());

  /**
   * Empty charts.
   *
   * @param pick told the time, seconds since 1970, that somebody clicked at
   */
  LatencyCharts(DoubleConsumer pick) {
    addClassName("charts");
    percentiles.onPick(pick);
    heat.onPick(pick);
    throughput.onPick(pick);
    add(
        panel(title, explanation, percentiles),
        panel(new H2("Requests by latency"), heat),
        panel(new H2("Throughput and errors"), throughput));
  }

  private static Section panel(Component... parts) {
    Section panel = new Section(parts);
    panel.addClassName("panel");
    return panel;
  }

  void show(LatencyState state) {
    LatencyKind kind = state.query().kind();
    title.setText(LatencyTexts.name(kind) + ", p50, p95 and p99");
    explanation.setText(LatencyTexts.explanation(kind) + ". Click at a peak to look into it.");
    List<LatencyReport.Line> lines = state.steps().data();
    Span window = new Span(state.steps().startTime(), state.steps().endTime());
    percentiles.show(
        List.of(
            line("p50 (ms)", lines, LatencyReport.Line::p50),
            line("p95 (ms)", lines, LatencyReport.Line::p95),
            line("p99 (ms)", lines, LatencyReport.Line::p99)),
        window);
    showHeat(state);
    throughput.show(served(state), window);
  }

  private static Series line(
      String name, List<LatencyReport.Line> lines, ToDoubleFunction<LatencyReport.Line> value) {
    return new Series(
        name,
        false,
        lines.stream()
            .map(line -> new Point(start(line.startTime()), value.applyAsDouble(line)))
            .toList());
  }

  /** All pieces of time, also those without requests; of the buckets those between used ones. */
  private void showHeat(LatencyState state) {
    List<String> names = LatencyTexts.buckets(state.steps().bucketBounds());
    Map<Long, List<Long>> byTime =
        state.steps().data().stream()
            .collect(
                Collectors.toMap(
                    line -> start(line.startTime()), LatencyReport.Line::buckets, (a, b) -> a));
    List<Long> none = Collections.nCopies(names.size(), 0L);
    int first = names.size();
    int last = -1;
    for (List<Long> buckets : byTime.values()) {
      for (int i = 0; i < buckets.size(); i++) {
        if (buckets.get(i) > 0) {
          first = Math.min(first, i);
          last = Math.max(last, i);
        }
      }
    }
    if (last < first) {
      heat.show(List.of(), List.of());
      return;
    }
    List<Slice> slices = new ArrayList<>();
    long seconds = state.step().seconds();
    long begin = Math.floorDiv(state.steps().startTime(), seconds) * seconds;
    for (long time = begin; time < state.steps().endTime(); time += seconds) {
      slices.add(new Slice(time, byTime.getOrDefault(time, none).subList(first, last + 1)));
    }
    heat.show(names.subList(first, last + 1), slices);
  }

  /** Minutes or hours of usage, put together to the steps of the other charts. */
  private static List<Series> served(LatencyState state) {
    long seconds = state.step().seconds();
    Map<Long, double[]> sums = new TreeMap<>();
    for (UsageReport.Line line : state.usage().data()) {
      long start = Math.floorDiv(start(line.startTime()), seconds) * seconds;
      double[] sum = sums.computeIfAbsent(start, s -> new double[3]);
      sum[0] += line.requests();
      sum[1] += line.errors();
      sum[2] += (double) (line.promptTokens() + line.completionTokens()) / seconds;
    }
    return List.of(
        points("Requests", false, sums, 0),
        points("Errors", false, sums, 1),
        points("Tokens per second", true, sums, 2));
  }

  private static Series points(String name, boolean right, Map<Long, double[]> sums, int index) {
    return new Series(
        name,
        right,
        sums.entrySet().stream()
            .map(entry -> new Point(entry.getKey(), entry.getValue()[index]))
            .toList());
  }

  private static long start(@Nullable Long time) {
    return Objects.requireNonNull(time, "Lines by time have a time");
  }
}
