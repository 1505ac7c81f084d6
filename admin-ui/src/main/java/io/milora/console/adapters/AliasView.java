package io.milora.console.adapters;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEvent;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasUrlParameter;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.Alias;
import io.milora.console.platform.Alias.Canary;
import io.milora.console.platform.AliasChange;
import io.milora.console.platform.AliasGate;
import io.milora.console.platform.Caller;
import io.milora.console.platform.ControlPlane;
import io.milora.console.platform.NewGate;
import io.milora.console.platform.PlatformException;
import io.milora.console.shared.Confirmation;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.FormDialog;
import io.milora.console.shared.Links;
import io.milora.console.shared.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A name: what it stands for and tries, what it stood for, and the way back. */
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
    AliasHistory history = new AliasHistory(changes);
    Optional<Alias> alias = ifThere(() -> manage((plane, who) -> plane.alias(who, name)));
    if (alias.isEmpty()) {
      actions(new Anchor("adapters", "All adapters"));
      body(
          new EmptyState(
              "This name was deleted",
              "Promote a version under it to bring it back.",
              Links.button(new Anchor("adapters", "Show adapters"))),
          history.panel());
      return;
    }
    actions(buttons(alias.get(), history.before()));
    body(now(alias.get()), rule(), history.panel());
  }

  private Component[] buttons(Alias alias, @Nullable String before) {
    List<Component> buttons = new ArrayList<>();
    if (alias.canary() == null) {
      buttons.add(new Button("Try a version", click -> attempt(() -> openTrial(alias))));
      if (before != null) {
        buttons.add(new Button("Roll back", click -> confirmRollBack(before)));
      }
    }
    Button delete = new Button("Delete", click -> confirmDelete());
    delete.addThemeVariants(ButtonVariant.LUMO_TERTIARY);
    buttons.add(delete);
    buttons.add(new Anchor("adapters", "All adapters"));
    return buttons.toArray(Component[]::new);
  }

  private Section now(Alias alias) {
    Canary canary = alias.canary();
    Section now = panel("Now");
    Paragraph stands = new Paragraph(new Span("It stands for "), link(alias.model()));
    now.add(stands);
    if (canary == null) {
      return now;
    }
    stands.add(new Span(": %d of a hundred requests.".formatted(100 - canary.percent())));
    now.add(
        new Paragraph(
            new Span("It tries "),
            link(canary.model()),
            new Span(": %d of a hundred requests.".formatted(canary.percent()))),
        new ShareBar(canary.percent()));
    Button promote =
        new Button(
            "Promote it",
            click ->
                Promotion.open(
                    this::ask,
                    draft("promotion." + canary.model()),
                    name,
                    canary.model(),
                    () -> load(this::show)));
    promote.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    Div buttons =
        new Div(
            promote,
            new Button("Change the share", click -> attempt(() -> openTrial(alias))),
            new Button("End the trial", click -> confirmEnd(alias)));
    buttons.addClassName("actions");
    now.add(buttons);
    return now;
  }

  private void openTrial(Alias alias) {
    Catalogue catalogue = Catalogue.of(serve((door, who) -> door.models(who)).data());
    Trial.open(this::ask, draft("trial." + name), catalogue, alias, () -> load(this::show));
  }

  /** Dialogs ask through the view, which knows in whose name. */
  private <T> T ask(BiFunction<ControlPlane, Caller, T> call) {
    return manage(call);
  }

  private Section rule() {
    Optional<AliasGate> gate = ifThere(() -> manage((plane, who) -> plane.gate(who, name)));
    Div buttons =
        new Div(
            new Button(
                gate.isEmpty() ? "Set a rule" : "Change the rule",
                click -> attempt(this::openGate)));
    buttons.addClassName("actions");
    gate.ifPresent(
        rule -> buttons.add(new Button("Remove the rule", click -> confirmFreedom(rule))));
    return panel(
        "Rule",
        new Paragraph(
            gate.map(rule -> "It moves only if " + rule.text() + ".")
                .orElse("It has no rule: it moves freely to any version.")),
        buttons);
  }

  private static <T> Optional<T> ifThere(Supplier<T> question) {
    try {
      return Optional.of(question.get());
    } catch (PlatformException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void openGate() {
    GateForm form = new GateForm(manage((plane, who) -> plane.files(who, null, FILES)).data());
    new FormDialog("Rule of " + name, "Set the rule", () -> set(form), form.fields())
        .keeping(draft("rule." + name), form.typed())
        .open();
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
    confirm(
        "Remove the rule of " + name + "?",
        "Without '%s' it can be moved to any version, measured or not.".formatted(gate.text()),
        "Remove",
        () -> manage((plane, who) -> plane.deleteGate(who, name)));
  }

  private void confirmRollBack(String before) {
    confirm(
        "Roll back " + name + "?",
        "New requests go to %s at once; answers that are being written are finished."
            .formatted(ModelName.of(before).shortName()),
        "Roll back",
        () -> manage((plane, who) -> plane.rollBack(who, name)));
  }

  private void confirmEnd(Alias alias) {
    confirm(
        "End the trial under " + name + "?",
        "All new requests go to %s at once.".formatted(ModelName.of(alias.model()).shortName()),
        "End it",
        () -> manage((plane, who) -> plane.endCanary(who, name)));
  }

  private void confirmDelete() {
    Confirmation.ask(
        "Delete " + name + "?",
        "Applications that call it are refused at once. The versions stay.",
        "Delete it",
        () ->
            attempt(
                () -> {
                  manage((plane, who) -> plane.deleteAlias(who, name));
                  UI.getCurrent().navigate(AdaptersView.class);
                }));
  }

  private void confirm(String question, String consequence, String button, Runnable action) {
    Confirmation.ask(
        question,
        consequence,
        button,
        () ->
            attempt(
                () -> {
                  action.run();
                  load(this::show);
                }));
  }

  private static Component link(String model) {
    return Links.adapter(model, ModelName.of(model).shortName());
  }
}
