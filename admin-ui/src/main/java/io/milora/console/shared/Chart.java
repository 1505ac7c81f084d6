package io.milora.console.shared;

import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Div;
import io.milora.console.shared.DataTable.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lines or bars, and the same numbers as a table behind them. */
public final class Chart extends Div {
  private static final int MAX_TABLE_ROWS = 200;
  private static final int DECIMALS = 4;

  private final String label;
  private final Axis axis;
  private final ChartCanvas canvas;
  private final Details numbers = new Details("Numbers");
  private List<Series> shown = List.of();
  private @Nullable Span span;

  /**
   * An empty chart.
   *
   * @param label what it shows
   */
  public Chart(String label, Axis axis) {
    this.label = label;
    this.axis = axis;
    addClassName("chart");
    canvas = new ChartCanvas(label);
    numbers.addOpenedChangeListener(change -> fillTable());
    add(canvas, numbers);
  }

  /** How numbers go along. */
  public enum Kind {
    /** Lines over numbers. */
    LINES,
    /** Lines over times, seconds since 1970. */
    TIMES,
    /** Bars upon each other, one heap for each x. */
    BARS
  }

  /**
   * What the numbers go along.
   *
   * @param name for instance {@code step}
   * @param text writes an x for people
   */
  public record Axis(String name, Kind kind, DoubleFunction<String> text) {
    /** Numbers, under lines. */
    public static Axis numbers(String name) {
      return new Axis(name, Kind.LINES, Chart::plain);
    }

    /** Times in the user's zone, as seconds since 1970, under lines. */
    public static Axis times() {
      return new Axis("time", Kind.TIMES, x -> Show.exact((long) x));
    }

    /** Days of UTC, as seconds since 1970, under bars. */
    public static Axis days() {
      return new Axis("day (UTC)", Kind.BARS, x -> Show.day((long) x));
    }
  }

  /**
   * A line, or the bars of one colour.
   *
   * @param name with its unit
   * @param right whether it has the axis on the right
   * @param points in the order of x
   */
  public record Series(String name, boolean right, List<Point> points) {
    public Series {
      points = List.copyOf(points);
    }
  }

  /** A number at a place. */
  public record Point(double x, double y) {}

  /** What the axis shows, however few points there are. */
  public record Span(double from, double to) {}

  /** Shows these lines, as far as their points go. */
  public void show(List<Series> series) {
    show(series, null);
  }

  /** Shows these lines within a span, or, if it is null, as far as their points go. */
  public void show(List<Series> series, @Nullable Span wanted) {
    if (!series.equals(shown) || !Objects.equals(wanted, span)) {
      shown = List.copyOf(series);
      span = wanted;
      canvas.draw(asJson());
      fillTable();
    }
  }

  /** Tells where somebody clicked, as an x. */
  public void onPick(DoubleConsumer listener) {
    canvas.onPick(listener);
  }

  private ObjectNode asJson() {
    ObjectNode chart = JsonNodeFactory.instance.objectNode();
    chart.put("x", axis.name());
    chart.put("time", axis.kind() == Kind.TIMES);
    if (span != null) {
      chart.put("from", span.from());
      chart.put("to", span.to());
    }
    boolean bars = axis.kind() == Kind.BARS;
    if (bars) {
      ArrayNode labels = chart.putArray("labels");
      xs().forEach(x -> labels.add(axis.text().apply(x)));
    }
    ArrayNode lines = chart.putArray("series");
    for (Series series : shown) {
      ObjectNode line = lines.addObject();
      line.put("name", series.name());
      line.put("right", series.right());
      ArrayNode points = line.putArray("points");
      for (Point point : series.points()) {
        ArrayNode pair = points.addArray();
        if (bars) {
          pair.add(axis.text().apply(point.x()));
        } else {
          pair.add(point.x());
        }
        pair.add(point.y());
      }
    }
    return chart;
  }

  private List<Double> xs() {
    return shown.stream()
        .flatMap(series -> series.points().stream())
        .map(Point::x)
        .distinct()
        .sorted()
        .toList();
  }

  /** Only while it is open: a long job has thousands of numbers. */
  private void fillTable() {
    numbers.removeAll();
    if (!numbers.isOpened()) {
      return;
    }
    List<Column<Row>> columns = new ArrayList<>();
    columns.add(Column.number(axis.name(), row -> axis.text().apply(row.x())));
    for (int i = 0; i < shown.size(); i++) {
      int column = i;
      columns.add(Column.number(shown.get(i).name(), row -> number(row.values().get(column))));
    }
    DataTable<Row> table = new DataTable<>(label, columns);
    table.show(rows());
    numbers.add(table);
  }

  private List<Row> rows() {
    TreeMap<Double, Map<Integer, Double>> byX = new TreeMap<>();
    for (int i = 0; i < shown.size(); i++) {
      for (Point point : shown.get(i).points()) {
        byX.computeIfAbsent(point.x(), x -> new HashMap<>()).put(i, point.y());
      }
    }
    return byX.descendingMap().entrySet().stream()
        .limit(MAX_TABLE_ROWS)
        .map(entry -> new Row(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static String number(@Nullable Double value) {
    return value != null && value == Math.rint(value)
        ? plain(value)
        : Show.decimal(value, DECIMALS);
  }

  private static String plain(double x) {
    return String.format(Locale.ENGLISH, x == Math.rint(x) ? "%,.0f" : "%,.2f", x);
  }

  /** The values by the number of their series. */
  private record Row(double x, Map<Integer, Double> values) {}
}
