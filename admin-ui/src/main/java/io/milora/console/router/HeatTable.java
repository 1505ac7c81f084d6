package io.milora.console.router;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableBody;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** Numbers by layer and column: the darker a cell, the larger its number, which stands in it. */
final class HeatTable extends Div {
  private final List<NativeTableCell> shown = new ArrayList<>();

  /**
   * A number.
   *
   * @param heat 0 to 1, how dark the cell is
   * @param text the number itself, short
   * @param kept whether the cell has a frame
   * @param title all about it, in words
   */
  record Cell(double heat, String text, boolean kept, String title) {}

  /**
   * A table.
   *
   * @param label what it shows, for screen readers
   * @param layers a list of cells each, as many as columns
   */
  HeatTable(String label, List<String> columns, List<List<Cell>> layers) {
    addClassName("heat");
    NativeTable table = new NativeTable();
    table.getElement().setAttribute("aria-label", label);
    NativeTableRow head = new NativeTableRow();
    head.add(header("layer", "col"));
    columns.forEach(column -> head.add(header(column, "col")));
    table.getHead().add(head);
    NativeTableBody body = table.addBody();
    for (int layer = 0; layer < layers.size(); layer++) {
      NativeTableRow row = new NativeTableRow();
      row.add(header(String.valueOf(layer), "row"));
      for (Cell cell : layers.get(layer)) {
        NativeTableCell place = new NativeTableCell();
        put(place, cell);
        shown.add(place);
        row.add(place);
      }
      body.add(row);
    }
    add(table);
  }

  /** Shows other numbers of as many layers and columns. */
  void show(List<List<Cell>> layers) {
    Iterator<NativeTableCell> places = shown.iterator();
    layers.forEach(layer -> layer.forEach(cell -> put(places.next(), cell)));
  }

  private static NativeTableHeaderCell header(String text, String scope) {
    NativeTableHeaderCell header = new NativeTableHeaderCell(text);
    header.getElement().setAttribute("scope", scope);
    return header;
  }

  private static void put(NativeTableCell place, Cell cell) {
    place.setText(cell.text());
    place.setTitle(cell.title());
    place.setClassName("kept", cell.kept());
    place
        .getStyle()
        .set("--heat", String.format(Locale.ROOT, "%.0f%%", 100 * Math.clamp(cell.heat(), 0, 1)));
  }
}
