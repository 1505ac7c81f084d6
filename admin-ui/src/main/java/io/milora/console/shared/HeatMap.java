package io.milora.console.shared;

import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Div;
import io.milora.console.shared.DataTable.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How many of what size at which time, as colours, and the same counts as a table behind them. */
public final class HeatMap extends Div {
  private static final int MAX_TABLE_ROWS = 200;

  private final String label;
  private final ChartCanvas canvas;
  private final Details numbers = new Details("Numbers");
  private List<String> sizes = List.of();
  private List<Slice> shown = List.of();

  /** An empty map of what the label says. */
  public HeatMap(String label) {
    this.label = label;
    canvas = new ChartCanvas(label);
    addClassName("chart");
    numbers.addOpenedChangeListener(change -> fillTable());
    add(canvas, numbers);
  }

  /**
   * A piece of time.
   *
   * @param time its beginning, seconds since 1970
   * @param counts by size
   */
  public record Slice(long time, List<Long> counts) {
    public Slice {
      counts = List.copyOf(counts);
    }
  }

  /**
   * Shows these counts.
   *
   * @param names of the sizes, the smallest first
   * @param slices in the order of time, none missing
   */
  public void show(List<String> names, List<Slice> slices) {
    if (!slices.equals(shown) || !names.equals(sizes)) {
      sizes = List.copyOf(names);
      shown = List.copyOf(slices);
      canvas.draw(asJson());
      fillTable();
    }
  }

  /** Tells where somebody clicked, as a time, seconds since 1970. */
  public void onPick(DoubleConsumer listener) {
    canvas.onPick(listener);
  }

  private ObjectNode asJson() {
    ObjectNode map = JsonNodeFactory.instance.objectNode();
    ArrayNode names = map.putArray("sizes");
    sizes.forEach(names::add);
    ArrayNode times = map.putArray("times");
    shown.forEach(slice -> times.add(slice.time()));
    ArrayNode cells = map.putArray("cells");
    for (int x = 0; x < shown.size(); x++) {
      List<Long> counts = shown.get(x).counts();
      for (int y = 0; y < counts.size(); y++) {
        if (counts.get(y) > 0) {
          cells.addArray().add(x).add(y).add(counts.get(y));
        }
      }
    }
    return map;
  }

  private void fillTable() {
    numbers.removeAll();
    if (!numbers.isOpened()) {
      return;
    }
    List<Column<Slice>> columns = new ArrayList<>();
    columns.add(Column.text("time", slice -> Show.exact(slice.time())));
    for (int i = 0; i < sizes.size(); i++) {
      int size = i;
      if (shown.stream().anyMatch(slice -> slice.counts().get(size) > 0)) {
        columns.add(Column.number(sizes.get(i), slice -> Show.count(slice.counts().get(size))));
      }
    }
    DataTable<Slice> table = new DataTable<>(label, columns);
    table.show(shown.reversed().stream().limit(MAX_TABLE_ROWS).toList());
    numbers.add(table);
  }
}
