package io.milora.console.datasets;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import io.milora.console.platform.DatasetLengths;
import io.milora.console.platform.PlatformException;
import io.milora.console.shared.Chart;
import io.milora.console.shared.ErrorNotice;
import io.milora.console.shared.Show;
import java.util.List;

/** How long the rows are: a histogram, and the same in words. */
final class LengthsPanel extends Section {
  LengthsPanel() {
    addClassName("panel");
    getElement().setAttribute("aria-live", "polite");
    begin();
  }

  /** While they are measured. */
  void begin() {
    body(new Paragraph("The rows are being measured; thousands of them take some seconds."));
  }

  void show(DatasetLengths lengths) {
    if (lengths.histogram().isEmpty()) {
      body(new Paragraph("No row can be trained: the rows below say why."));
      return;
    }
    Chart chart =
        new Chart(
            "Rows by their length",
            new Chart.Axis("tokens of a row", Chart.Kind.BARS, from -> text(lengths, (int) from)));
    chart.show(
        List.of(
            new Chart.Series(
                "rows",
                false,
                lengths.histogram().stream()
                    .map(bucket -> new Chart.Point(bucket.from(), bucket.rows()))
                    .toList())));
    body(new Paragraph(words(lengths)), chart);
  }

  private static String text(DatasetLengths lengths, int from) {
    int first = lengths.histogram().getFirst().from();
    int width = lengths.histogram().getFirst().to() - first + 1;
    return width == 1 ? String.valueOf(from) : from + "–" + (from + width - 1);
  }

  private static String words(DatasetLengths lengths) {
    return "%s have %s tokens, half of them up to %s, 95 of 100 up to %s. Counted for %s, whose rows may have %s."
        .formatted(
            lengths.complete() ? "All rows" : "The first " + Show.count(lengths.rows()) + " rows",
            Show.count(lengths.shortest()) + " to " + Show.count(lengths.longest()),
            Show.count(lengths.median()),
            Show.count(lengths.p95()),
            lengths.baseModel(),
            Show.count(lengths.maxLength()));
  }

  void fail(PlatformException error, Runnable retry) {
    body(new ErrorNotice(error, retry));
  }

  private void body(Component... parts) {
    removeAll();
    add(new H2("Lengths"));
    add(parts);
  }
}
