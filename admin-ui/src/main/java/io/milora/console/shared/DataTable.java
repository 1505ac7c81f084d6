package io.milora.console.shared;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableBody;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A plain table, for lists of tens to hundreds; at phone width each row becomes a card.
 *
 * @param <T> a value with equality: rows that did not change are left alone, with their focus
 */
public final class DataTable<T> extends Div {
  private final List<Column<T>> columns;
  private final NativeTableBody body;
  private transient Map<T, NativeTableRow> lines = new LinkedHashMap<>();
  private @Nullable List<T> shown;

  /**
   * An empty table.
   *
   * @param label what it lists, for screen readers
   */
  public DataTable(String label, List<Column<T>> columns) {
    this.columns = List.copyOf(columns);
    addClassName("data-table");
    NativeTable table = new NativeTable();
    table.getElement().setAttribute("aria-label", label);
    NativeTableRow header = new NativeTableRow();
    for (Column<T> column : columns) {
      NativeTableHeaderCell cell = new NativeTableHeaderCell(column.header());
      cell.getElement().setAttribute("scope", "col");
      cell.setClassName("number", column.numeric());
      header.add(cell);
    }
    table.getHead().add(header);
    body = table.addBody();
    add(table);
  }

  /**
   * A column.
   *
   * @param numeric whether it is set to the right
   */
  public record Column<T>(String header, Function<T, Component> cell, boolean numeric) {
    /** With a component in each cell. */
    public static <T> Column<T> of(String header, Function<T, Component> cell) {
      return new Column<>(header, cell, false);
    }

    /** With a text in each cell. */
    public static <T> Column<T> text(String header, Function<T, String> text) {
      return new Column<>(header, row -> new Span(text.apply(row)), false);
    }

    /** With a number in each cell. */
    public static <T> Column<T> number(String header, Function<T, String> text) {
      return new Column<>(header, row -> new Span(text.apply(row)), true);
    }
  }

  /** Shows these rows, in this order. */
  public void show(List<T> rows) {
    if (rows.equals(shown)) {
      return;
    }
    Map<T, NativeTableRow> before = lines;
    lines = new LinkedHashMap<>();
    shown = List.copyOf(rows);
    List<NativeTableRow> wanted = new ArrayList<>();
    for (T row : shown) {
      NativeTableRow known = before.remove(row);
      NativeTableRow line = known == null ? row(row) : known;
      lines.putIfAbsent(row, line);
      wanted.add(line);
    }
    place(wanted);
  }

  /** Moves no row that stands where it should after those that are gone were taken out. */
  private void place(List<NativeTableRow> wanted) {
    Set<NativeTableRow> kept = new HashSet<>(wanted);
    body.getChildren().filter(line -> !kept.contains(line)).toList().forEach(body::remove);
    for (int i = 0; i < wanted.size(); i++) {
      NativeTableRow line = wanted.get(i);
      if (i >= body.getElement().getChildCount()
          || !body.getElement().getChild(i).equals(line.getElement())) {
        body.getElement().insertChild(i, line.getElement());
      }
    }
  }

  private NativeTableRow row(T value) {
    NativeTableRow row = new NativeTableRow();
    for (Column<T> column : columns) {
      NativeTableCell cell = new NativeTableCell(column.cell().apply(value));
      cell.getElement().setAttribute("data-label", column.header());
      cell.setClassName("number", column.numeric());
      row.add(cell);
    }
    return row;
  }
}
