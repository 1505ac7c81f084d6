package io.milora.console.adapters;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import io.milora.console.platform.AliasChange;
import io.milora.console.shared.Age;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.Links;
import io.milora.model.AliasChangeKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a name.
 *
 * @param changes newest first
 */
record AliasHistory(List<AliasChange> changes) {

  /** What a rollback goes back to; trials do not count. Null if there is nothing. */
  @Nullable String before() {
    return changes.stream()
        .filter(change -> !ofCanary(change))
        .findFirst()
        .map(AliasChange::from)
        .orElse(null);
  }

  private static boolean ofCanary(AliasChange change) {
    return change.kind() == AliasChangeKind.CANARY_SET
        || change.kind() == AliasChangeKind.CANARY_ENDED;
  }

  /** All of it as a table. */
  Section panel() {
    DataTable<AliasChange> table =
        new DataTable<>(
            "What became of it",
            List.of(
                Column.of("When", change -> new Age(change.createdAt())),
                Column.text("What", AliasHistory::words),
                Column.of("From", change -> link(change.from())),
                Column.of("To", change -> link(change.to())),
                Column.text("Why against its rule", change -> orDash(change.reason()))));
    table.show(changes);
    Section panel = new Section(new H2("What became of it"), table);
    panel.addClassName("panel");
    return panel;
  }

  private static String words(AliasChange change) {
    return switch (change.kind()) {
      case MOVED -> change.from() == null ? "made" : "moved";
      case OVERRIDDEN -> "moved against its rule";
      case ROLLED_BACK -> "rolled back";
      case CANARY_SET -> "trial for %s %%".formatted(change.percent());
      case CANARY_ENDED -> "trial ended";
      case DELETED -> "deleted";
    };
  }

  private static Component link(@Nullable String model) {
    return model == null ? new Span("–") : Links.adapter(model, ModelName.of(model).shortName());
  }

  private static String orDash(@Nullable String text) {
    return text == null ? "–" : text;
  }
}
