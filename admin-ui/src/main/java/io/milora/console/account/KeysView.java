package io.milora.console.account;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.ApiKey;
import io.milora.console.platform.KeyRotation;
import io.milora.console.shared.Age;
import io.milora.console.shared.Confirmation;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.FormDialog;
import io.milora.console.shared.Pill;
import io.milora.console.shared.SecretDialog;
import io.milora.console.shared.Workspace;
import io.milora.model.openai.Model;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Keys that applications call with: made, replaced and revoked. */
@Route("keys")
@PageTitle("Keys – MiLoRA")
public final class KeysView extends ConsoleView {
  private static final String SHOWN_ONCE =
      "This is the only time it is shown. Put it where your application finds its secrets.";

  KeysView(Workspace workspace) {
    super(workspace, "Keys");
    load(this::show);
  }

  private void show() {
    List<ApiKey> keys = account((plane, who) -> plane.keys(who)).data().reversed();
    title("Keys", "Applications call with a key; each may do no more than it has to.");
    Button make = new Button("New key", click -> openNewKey());
    make.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    actions(make);
    Instant now = Instant.now();
    List<ApiKey> usable = keys.stream().filter(key -> KeyState.of(key, now).isUsable()).toList();
    List<ApiKey> ended = keys.stream().filter(key -> !KeyState.of(key, now).isUsable()).toList();
    List<Component> parts = new ArrayList<>();
    if (usable.isEmpty()) {
      parts.add(
          new EmptyState(
              "No key works at present",
              "Make one for each application, so that one can be revoked without the others."));
    } else {
      parts.add(panel("In use", table("Keys in use", usable)));
    }
    if (!ended.isEmpty()) {
      parts.add(new Details("Ended (%d)".formatted(ended.size()), table("Ended keys", ended)));
    }
    body(parts.toArray(Component[]::new));
  }

  private DataTable<ApiKey> table(String label, List<ApiKey> keys) {
    DataTable<ApiKey> table =
        new DataTable<>(
            label,
            List.of(
                Column.of("Key", KeysView::name),
                Column.of("State", key -> KeyState.of(key, Instant.now()).pill(key)),
                Column.of("May", KeysView::scopes),
                Column.text("Models", KeysView::models),
                Column.of("Last used", KeysView::lastUsed),
                Column.of("Made", key -> new Age(key.createdAt())),
                Column.of("Actions", this::buttons)));
    table.show(keys);
    return table;
  }

  private static Component name(ApiKey key) {
    Span id = new Span(key.id());
    id.addClassName("small-id");
    Div name = new Div(new Span(key.name()), id);
    name.addClassName("named");
    return name;
  }

  private static Component scopes(ApiKey key) {
    Div scopes = new Div();
    scopes.addClassName("pills");
    key.scopes()
        .forEach(scope -> scopes.add(new Pill(NewKeyForm.wireName(scope), Pill.Tone.NEUTRAL)));
    return scopes;
  }

  private static String models(ApiKey key) {
    return key.models() == null ? "all" : String.join(", ", key.models());
  }

  private static Component lastUsed(ApiKey key) {
    return key.lastUsedAt() == null ? new Span("never") : new Age(key.lastUsedAt());
  }

  private Component buttons(ApiKey key) {
    KeyState state = KeyState.of(key, Instant.now());
    Div buttons = new Div();
    buttons.addClassName("row-actions");
    if (state.isUsable()) {
      if (key.rotatedTo() == null) {
        buttons.add(small("Rotate", key, () -> openRotation(key)));
      }
      buttons.add(small("Revoke", key, () -> confirmRevocation(key)));
    }
    return buttons;
  }

  private static Button small(String verb, ApiKey key, Runnable action) {
    Button button = new Button(verb, click -> action.run());
    button.addThemeVariants(ButtonVariant.LUMO_SMALL, ButtonVariant.LUMO_TERTIARY);
    button.setAriaLabel(verb + " " + key.name());
    return button;
  }

  private void openNewKey() {
    attempt(
        () -> {
          NewKeyForm form =
              new NewKeyForm(
                  serve((door, who) -> door.models(who)).data().stream().map(Model::id).toList());
          new FormDialog("New key", "Make the key", () -> issue(form), form.fields())
              .keeping(draft("key"), form.typed())
              .open();
        });
  }

  private boolean issue(NewKeyForm form) {
    return form.read()
        .map(terms -> account((plane, who) -> plane.issue(who, terms)))
        .map(
            key -> {
              made("The key " + key.name(), key);
              return true;
            })
        .orElse(false);
  }

  private void openRotation(ApiKey key) {
    Select<Overlap> overlap = new Select<>();
    overlap.setLabel("How long the old key goes on");
    overlap.setItems(Overlap.values());
    overlap.setItemLabelGenerator(Overlap::label);
    overlap.setValue(Overlap.DAY);
    overlap.setHelperText(
        "A new key with the same name, scopes and models is made. Bring it to the application before the old one ends.");
    new FormDialog(
            "Rotate " + key.name(),
            "Rotate",
            () -> {
              KeyRotation rotation = new KeyRotation(overlap.getValue().duration().toSeconds());
              made(
                  "The new key " + key.name(),
                  account((plane, who) -> plane.rotate(who, key.id(), rotation)));
              return true;
            },
            overlap)
        .open();
  }

  private void made(String title, ApiKey key) {
    new SecretDialog(title, SHOWN_ONCE, String.valueOf(key.key())).open();
    load(this::show);
  }

  private void confirmRevocation(ApiKey key) {
    Confirmation.ask(
        "Revoke " + key.name() + "?",
        "Calls with it are refused everywhere within a second, for good. To replace it without an interruption, rotate it.",
        "Revoke",
        () ->
            attempt(
                () -> {
                  account((plane, who) -> plane.revoke(who, key.id()));
                  load(this::show);
                }));
  }
}
