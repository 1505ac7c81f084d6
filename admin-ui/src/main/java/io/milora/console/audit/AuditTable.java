package io.milora.console.audit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import io.milora.console.platform.AuditEvent;
import io.milora.console.shared.Age;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.Links;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Changes, a line each. */
final class AuditTable extends Div {
  private final DataTable<AuditEvent> table =
      new DataTable<>(
          "Changes",
          List.of(
              Column.of("When", AuditTable::when),
              Column.of("Who", AuditTable::who),
              Column.text("What", event -> event.action().replace('.', ' ').replace('_', ' ')),
              Column.of("On", AuditTable::target),
              Column.of("Before → after", AuditTable::changes)));

  AuditTable() {
    add(table);
  }

  void show(List<AuditEvent> events) {
    table.show(events);
  }

  private static Component when(AuditEvent event) {
    return named(new Age(event.createdAt()), "no. " + event.id());
  }

  private static Component who(AuditEvent event) {
    String kind = event.actorKind().name().toLowerCase(Locale.ROOT);
    Div who =
        named(
            new Span(Objects.requireNonNullElse(event.actor(), "the platform")),
            event.address() == null ? kind : kind + ", from " + event.address());
    if (event.requestId() != null) {
      who.setTitle("Request " + event.requestId());
    }
    return who;
  }

  private static Div named(Component text, String small) {
    Span second = new Span(small);
    second.addClassName("small-id");
    Div both = new Div(text, second);
    both.addClassName("named");
    return both;
  }

  private static Component target(AuditEvent event) {
    String target = event.target();
    if (event.action().endsWith(".delete")) {
      return new Span(target);
    }
    String kind = event.action().substring(0, event.action().indexOf('.'));
    return switch (kind) {
      case "file" -> Links.dataset(target, target);
      case "job" -> Links.job(target, target);
      case "alias" -> new Anchor("aliases/" + target, target);
      case "key" -> new Anchor("keys", target);
      case "member" -> new Anchor("members", target);
      default -> new Span(target);
    };
  }

  private static Component changes(AuditEvent event) {
    Div changes = new Div();
    changes.addClassName("changes");
    for (Change change : Change.of(event.before(), event.after())) {
      Div line = new Div();
      if (!change.field().isEmpty()) {
        Span field = new Span(change.field() + " ");
        field.addClassName("figure-note");
        line.add(field);
      }
      add(line, change.before(), "was");
      if (change.before() != null) {
        line.add(new Span(change.after() == null ? " → none" : " → "));
      }
      add(line, change.after(), "is");
      changes.add(line);
    }
    return changes;
  }

  private static void add(Div line, @Nullable String text, String style) {
    if (text != null) {
      Span part = new Span(text);
      part.addClassName(style);
      line.add(part);
    }
  }
}
