package io.milora.console.datasets;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.textfield.IntegerField;
import io.milora.console.platform.DatasetRow;
import io.milora.console.shared.EmptyState;
import io.milora.model.openai.Page;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Some rows as they are trained, and the way to others. */
final class RowsPanel extends Section {
  private static final int SHORTEST = 8;

  private final transient RowWindow window;
  private final transient Consumer<RowWindow> go;

  /**
   * A panel without rows.
   *
   * @param go shows another window
   */
  RowsPanel(RowWindow window, Consumer<RowWindow> go) {
    this.window = window;
    this.go = go;
    addClassName("panel");
    add(
        new H2("Rows as they are trained"),
        new Paragraph(
            "Exactly what the model reads, with the chat template applied; it learns what is marked."),
        choices());
  }

  private Div choices() {
    IntegerField from =
        field("From row", 1, window.firstLine(), line -> go.accept(window.after(before(line))));
    IntegerField length =
        field(
            "Tokens a row may have",
            SHORTEST,
            window.length(),
            tokens -> go.accept(window.maxLength(tokens)));
    length.setPlaceholder("as jobs use");
    length.setClearButtonVisible(true);
    Div choices = new Div(from, length);
    choices.addClassName("filters");
    return choices;
  }

  private static @Nullable String before(@Nullable Integer line) {
    return line == null || line <= 1 ? null : String.valueOf(line - 1);
  }

  private static IntegerField field(
      String label, int least, @Nullable Integer value, Consumer<@Nullable Integer> listener) {
    IntegerField field = new IntegerField(label);
    field.setMin(least);
    field.setStepButtonsVisible(false);
    field.setValue(value);
    field.addValueChangeListener(
        change -> {
          if (change.isFromClient() && !field.isInvalid()) {
            listener.accept(change.getValue());
          }
        });
    return field;
  }

  /** Shows them. */
  void show(Page<DatasetRow> rows) {
    rows.data().forEach(row -> add(new RowPanel(row)));
    Div ways = new Div();
    ways.addClassName("actions");
    if (rows.data().isEmpty()) {
      add(new EmptyState("No rows from here on", "The file ends before this row."));
    }
    if (window.after() != null) {
      ways.add(new Button("From the beginning", click -> go.accept(window.after(null))));
    }
    if (rows.hasMore()) {
      ways.add(new Button("Next rows", click -> go.accept(window.after(rows.lastId()))));
    }
    add(ways);
  }
}
