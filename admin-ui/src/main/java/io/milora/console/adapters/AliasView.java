package io.milora.console.adapters;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEvent;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasUrlParameter;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.AliasChange;
import io.milora.console.platform.AliasGate;
import io.milora.console.platform.NewGate;
import io.milora.console.platform.PlatformException;
import io.milora.console.shared.Confirmation;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.FormDialog;
import io.milora.console.shared.Links;
import io.milora.console.shared.Show;
import io.milora.console.shared.Workspace;
import io.milora.model.AliasChangeKind;
import io.milora.model.openai.FilePurpose;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A name: what it stands for, what it stood for, and the way back. */
@Route("aliases")
public final class AliasView extends ConsoleView
    implements HasUrlParameter<String>, HasDynamicTitle {
  private static final int SHOWN = 100;
  private static final int FILES = 1000;

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
    AliasChange latest = latest(changes);
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
    body(now(latest), panel("What became of it", table));
  }

  private Section now(AliasChange latest) {
    Optional<AliasGate> gate = gate();
    Button set =
        new Button(
            gate.isEmpty() ? "Set a rule" : "Change the rule", click -> attempt(this::openGate));
    Div buttons = new Div(set);
    buttons.addClassName("actions");
    gate.ifPresent(
        rule -> buttons.add(new Button("Remove the rule", click -> confirmFreedom(rule))));
    boolean trial = latest.kind() == AliasChangeKind.CANARY_SET;
    Paragraph stands =
        new Paragraph(new Span("It stands for "), link(trial ? latest.from() : latest.to()));
    if (trial) {
      stands.add(new Span("; a share of its requests goes to "), link(latest.to()));
    }
    return panel(
        "Now",
        stands,
        new Paragraph(
            gate.map(rule -> "It moves only if " + rule.text() + ".")
                .orElse("It has no rule: it moves freely to any version.")),
        buttons);
  }

  private Optional<AliasGate> gate() {
    try {
      return Optional.of(manage((plane, who) -> plane.gate(who, name)));
    } catch (PlatformException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void openGate() {
    GateForm form =
        new GateForm(
            manage((plane, who) -> plane.files(who, null, FILES)).data().stream()
                .filter(file -> file.purpose() == FilePurpose.FINE_TUNE)
                .toList());
    new FormDialog("Rule of " + name, "Set the rule", () -> set(form), form.fields()).open();
  }

  private boolean set(GateForm form) {
    Optional<NewGate> wanted = form.read();
    wanted.ifPresent(
        gate -> {
          manage((plane, who) -> plane.setGate(who, name, gate));
          load(this::show);
        });
    return wanted.isPresent();
  }

  private void confirmFreedom(AliasGate gate) {
    Confirmation.ask(
        "Remove the rule of " + name + "?",
        "Without '%s' it can be moved to any version, measured or not.".formatted(gate.text()),
        "Remove",
        () ->
            attempt(
                () -> {
                  manage((plane, who) -> plane.deleteGate(who, name));
                  load(this::show);
                }));
  }

  private void confirmRollBack(String before) {
    Confirmation.ask(
        "Roll back " + name + "?",
        "New requests go to %s at once; answers that are being written are finished."
            .formatted(ModelName.of(before).shortName()),
        "Roll back",
        () ->
            attempt(
                () -> {
                  manage((plane, who) -> plane.rollBack(who, name));
                  show();
                }));
  }

  /** What a rollback takes back; canaries that have ended do not count. */
  private static AliasChange latest(List<AliasChange> changes) {
    boolean ended = changes.getFirst().kind() == AliasChangeKind.CANARY_ENDED;
    return changes.stream()
        .filter(change -> !ended || !ofCanary(change))
        .findFirst()
        .orElseGet(changes::getFirst);
  }

  private static boolean ofCanary(AliasChange change) {
    return change.kind() == AliasChangeKind.CANARY_SET
        || change.kind() == AliasChangeKind.CANARY_ENDED;
  }

  private static String words(AliasChange change) {
    return switch (change.kind()) {
      case MOVED -> change.from() == null ? "made" : "moved";
      case OVERRIDDEN -> "moved against its rule";
      case ROLLED_BACK -> "rolled back";
      case CANARY_SET -> "canary";
      case CANARY_ENDED -> "canary ended";
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
