package io.milora.console.datasets;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Code;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.select.Select;
import io.milora.console.datasets.ValidationReport.BadRow;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.Download;
import io.milora.console.shared.Pill;
import java.util.ArrayList;
import java.util.List;

/** Every bad row with its number, reason and text; by kind of fault, and to take away. */
final class ReportPanel extends Section {
  private static final String ALL = "All kinds";

  private final transient ValidationReport report;
  private final DataTable<BadRow> table =
      new DataTable<>(
          "Bad rows",
          List.of(
              Column.number("Row", row -> String.valueOf(row.number())),
              Column.of("Kind", row -> new Pill(words(row.fault()), Pill.Tone.BAD)),
              Column.text("Reason", BadRow::reason),
              Column.of("As it stands in the file", row -> text(row.text()))));

  ReportPanel(ValidationReport report) {
    this.report = report;
    addClassNames("panel", "report");
    getElement().setAttribute("role", "alert");
    Div tools = new Div(filter(), download());
    tools.addClassName("actions");
    add(new H2(report.filename() + " was not kept"), new Paragraph(report.summary()), tools, table);
    table.show(report.rows());
  }

  private Select<String> filter() {
    List<String> kinds = new ArrayList<>();
    kinds.add(ALL);
    kinds.addAll(report.faults());
    Select<String> filter = new Select<>();
    filter.setAriaLabel("Kind of fault");
    filter.setItems(kinds);
    filter.setItemLabelGenerator(ReportPanel::words);
    filter.setValue(ALL);
    filter.addValueChangeListener(
        change ->
            table.show(
                report.rows().stream()
                    .filter(
                        row ->
                            ALL.equals(change.getValue()) || row.fault().equals(change.getValue()))
                    .toList()));
    return filter;
  }

  private Anchor download() {
    return Download.link(
        "Download as CSV", () -> Download.File.of(report.csv(), "bad-rows.csv", "text/csv"));
  }

  private static Code text(String text) {
    Code code = new Code(text);
    code.addClassName("row-text");
    return code;
  }

  private static String words(String fault) {
    return fault.replace('_', ' ');
  }
}
