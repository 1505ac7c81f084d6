package io.milora.console.adapters;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEvent;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasUrlParameter;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.AliasChange;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.Links;
import io.milora.console.shared.Show;
import io.milora.console.shared.Workspace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A name: what it stands for, what it stood for, and the way back. */
@Route("aliases")
public final class AliasView extends ConsoleView
    implements HasUrlParameter<String>, HasDynamicTitle {
  private static final int SHOWN = 100;

  private String name = "Name";

  AliasView(Workspace workspace) {
    super(workspace, "Name");
  }

  @Override
  public void setParameter(BeforeEvent event, String alias) {
    name = alias;
    load(this::show);
  }

  @Override
  public String getPageTitle() {
    return name + " – MiLoRA";
  }

  private void show() {
    List<AliasChange> changes = manage((plane, who) -> plane.history(who, name, SHOWN)).data();
    title(name, "A name that applications call; it moves between versions.");
    AliasChange latest = changes.getFirst();
    String before = latest.from();
    if (before != null && latest.to() != null) {
      Button back = new Button("Roll back", click -> confirmRollBack(before));
      actions(back, new Anchor("adapters", "All adapters"));
    } else {
      actions(new Anchor("adapters", "All adapters"));
    }
    DataTable<AliasChange> table =
        new DataTable<>(
            "What became of it",
            List.of(
                Column.of("When", change -> Show.time(change.createdAt())),
                Column.text("What", AliasView::words),
                Column.of("From", change -> link(change.from())),
                Column.of("To", change -> link(change.to())),
                Column.text("Why against its rule", change -> orDash(change.reason()))));
    table.show(changes);
    Section panel = new Section(new H2("What became of it"), table);
    panel.addClassName("panel");
    body(panel);
  }

  private void confirmRollBack(String before) {
    ConfirmDialog dialog = new ConfirmDialog();
    dialog.setHeader("Roll back " + name + "?");
    dialog.setText(
        "New requests go to %s at once; answers that are being written are finished."
            .formatted(ModelName.of(before).shortName()));
    dialog.setCancelable(true);
    dialog.setConfirmText("Roll back");
    dialog.addConfirmListener(
        confirmed ->
            attempt(
                () -> {
                  manage((plane, who) -> plane.rollBack(who, name));
                  show();
                }));
    dialog.open();
  }

  private static String words(AliasChange change) {
    return switch (change.kind()) {
      case MOVED -> change.from() == null ? "made" : "moved";
      case OVERRIDDEN -> "moved against its rule";
      case ROLLED_BACK -> "rolled back";
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
