package io.milora.console.datasets;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HtmlContainer;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Article;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import io.milora.console.platform.DatasetRow;
import io.milora.console.shared.Pill;
import io.milora.console.shared.Show;
import io.milora.model.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A row as the model reads it, with what it learns marked. */
final class RowPanel extends Article {
  RowPanel(DatasetRow row) {
    addClassName("row-panel");
    Span number = new Span("Row " + row.line());
    number.addClassName("row-number");
    Div head = new Div(number);
    head.addClassName("pills");
    add(head);
    if (row.problems().isEmpty()) {
      head.add(new Span(tokens(row)));
      if (row.cutTokens() > 0) {
        head.add(new Pill(Show.count(row.cutTokens()) + " tokens cut off", Pill.Tone.WARN));
      }
    } else {
      head.add(new Pill("cannot be trained", Pill.Tone.BAD));
      row.problems().stream().map(Problem::message).map(Paragraph::new).forEach(this::add);
    }
    Div text = marked(new Span(row.prompt()), row.response());
    text.addClassName("rendered");
    text.getElement().setAttribute("tabindex", "0");
    text.getElement().setAttribute("role", "group");
    text.getElement().setAttribute("aria-label", "Row %d as it is trained".formatted(row.line()));
    add(text);
    if (!row.tokens().isEmpty()) {
      add(new Details("Token ids", ids(row)));
    }
  }

  private static String tokens(DatasetRow row) {
    return "%s tokens read, %s trained"
        .formatted(Show.count(row.promptTokens()), Show.count(row.trainedTokens()));
  }

  private static Div ids(DatasetRow row) {
    Div ids =
        marked(
            new Span(text(row.tokens().subList(0, row.promptTokens())) + " "),
            text(row.tokens().subList(row.promptTokens(), row.tokens().size())));
    ids.addClassName("token-ids");
    return ids;
  }

  private static String text(List<Integer> ids) {
    return ids.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private static Div marked(Component read, String trained) {
    HtmlContainer mark = new HtmlContainer("mark");
    mark.setText(trained);
    return new Div(read, mark);
  }
}
