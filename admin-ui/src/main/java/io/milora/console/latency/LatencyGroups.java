package io.milora.console.latency;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import io.milora.console.platform.LatencyReport;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.Show;
import java.util.Comparator;
import java.util.List;

/** Latencies by group: those that waited longest first, what is not told apart last. */
final class LatencyGroups extends Section {
  private static final int MOST_ROWS = 50;
  private static final Comparator<LatencyReport.Line> LONGEST_FIRST =
      Comparator.comparing(LatencyGroups::isRest)
          .thenComparing(Comparator.comparing(LatencyReport.Line::p95).reversed());

  private final LatencyQuery query;
  private final transient LatencyLinks links;
  private final DataTable<LatencyReport.Line> table;
  private final Paragraph note = new Paragraph();

  /**
   * An empty table.
   *
   * @param dimensions what groups can be told apart by
   */
  LatencyGroups(LatencyQuery query, List<Dimension> dimensions, LatencyLinks links) {
    this.query = query;
    this.links = links;
    Dimension by = query.by();
    table =
        new DataTable<>(
            "By " + by.wireName(),
            List.of(
                Column.of(by.label(), this::name),
                Column.number("Requests", line -> Show.count(line.count())),
                Column.number("p50", line -> LatencyTexts.millis(line.p50())),
                Column.number("p95", line -> LatencyTexts.millis(line.p95())),
                Column.number("p99", line -> LatencyTexts.millis(line.p99())),
                Column.number("Longest", line -> LatencyTexts.millis(line.max()))));
    note.addClassName("calm");
    Div head = new Div(new H2("By"), choice(dimensions));
    head.addClassName("panel-head");
    addClassName("panel");
    add(head, note, table, links.table(query));
  }

  private Select<Dimension> choice(List<Dimension> dimensions) {
    Select<Dimension> choice = new Select<>();
    choice.setAriaLabel("Tell apart by");
    choice.setItems(dimensions);
    choice.setItemLabelGenerator(Dimension::label);
    choice.setValue(query.by());
    choice.addValueChangeListener(change -> links.go(query.with(change.getValue())));
    return choice;
  }

  void show(List<LatencyReport.Line> lines) {
    table.show(lines.stream().sorted(LONGEST_FIRST).limit(MOST_ROWS).toList());
    note.setText(note(lines));
    note.setVisible(!note.getText().isEmpty());
  }

  private String note(List<LatencyReport.Line> lines) {
    if (lines.isEmpty()) {
      return "No request has this latency here.";
    }
    if (lines.stream().anyMatch(LatencyGroups::isRest)) {
      return "The %d adapters with most requests, and all others together; the CSV file has every one."
          .formatted(lines.size() - 1);
    }
    return lines.size() > MOST_ROWS
        ? "The %d with the longest p95 of %s; the CSV file has every one."
            .formatted(MOST_ROWS, Show.count(lines.size()))
        : "";
  }

  private static boolean isRest(LatencyReport.Line line) {
    return LatencyReport.OTHERS.equals(line.adapter());
  }

  private Component name(LatencyReport.Line line) {
    return isRest(line)
        ? new Span("all others")
        : links.only(query, query.by(), query.by().value(line));
  }
}
