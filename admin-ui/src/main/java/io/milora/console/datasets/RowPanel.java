package io.milora.console.datasets;

import com.vaadin.flow.component.html.Article;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import io.milora.datasets.ChatRow;
import io.milora.datasets.CompletionRow;
import java.util.Locale;

/** A row as it will be learnt: what the model reads, and, marked, what it learns to answer. */
final class RowPanel extends Article {
  RowPanel(DatasetPreview.Row row) {
    addClassName("row-panel");
    Span number = new Span("Row " + row.number());
    number.addClassName("row-number");
    add(number);
    switch (row.content()) {
      case ChatRow chat -> {
        chat.prompt()
            .forEach(
                message ->
                    add(part(message.role().name().toLowerCase(Locale.ROOT), message.content())));
      }
      case CompletionRow completion -> add(part("prompt", completion.prompt()));
    }
    Div learnt = part("learnt answer", row.content().response());
    learnt.addClassName("learnt");
    add(learnt);
  }

  private static Div part(String who, String text) {
    Span role = new Span(who);
    role.addClassName("role");
    Div content = new Div(text);
    content.addClassName("content");
    Div part = new Div(role, content);
    part.addClassName("message");
    return part;
  }
}
