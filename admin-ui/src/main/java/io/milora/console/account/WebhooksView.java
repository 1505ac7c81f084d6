package io.milora.console.account;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.NewWebhook;
import io.milora.console.platform.Webhook;
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
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Addresses that are told when jobs end. */
@Route("webhooks")
@PageTitle("Webhooks – MiLoRA")
public final class WebhooksView extends ConsoleView {
  private static final String SHOWN_ONCE =
      "The receiver checks with it that messages come from here. This is the only time it is shown.";

  WebhooksView(Workspace workspace) {
    super(workspace, "Webhooks");
    load(this::show);
  }

  private void show() {
    List<Webhook> webhooks = account((plane, who) -> plane.webhooks(who)).data();
    title("Webhooks", "Addresses of yours that are told when jobs end.");
    Button add = new Button("New webhook", click -> openNew());
    add.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    actions(add);
    if (webhooks.isEmpty()) {
      body(
          new EmptyState(
              "Nobody is told yet",
              "Add the address of a service of yours, and it need not ask again and again whether a job has ended."));
      return;
    }
    DataTable<Webhook> table =
        new DataTable<>(
            "Webhooks",
            List.of(
                Column.of("Address", hook -> new Anchor("webhooks/" + hook.id(), hook.url())),
                Column.of("Told of", WebhooksView::events),
                Column.of("Made", hook -> new Age(hook.createdAt())),
                Column.of("Actions", this::delete)));
    table.show(webhooks);
    body(new Div(table));
  }

  private static Component events(Webhook webhook) {
    Div events = new Div();
    events.addClassName("pills");
    webhook
        .events()
        .forEach(event -> events.add(new Pill(WebhookEvent.words(event), Pill.Tone.NEUTRAL)));
    return events;
  }

  private Component delete(Webhook webhook) {
    Button delete = new Button("Delete", click -> confirmDelete(webhook));
    delete.addThemeVariants(ButtonVariant.LUMO_SMALL, ButtonVariant.LUMO_TERTIARY);
    delete.setAriaLabel("Delete " + webhook.url());
    Div actions = new Div(delete);
    actions.addClassName("row-actions");
    return actions;
  }

  private void confirmDelete(Webhook webhook) {
    Confirmation.ask(
        "Delete this webhook?",
        webhook.url()
            + " is told nothing more, not even what waits to be sent; its log is gone with it.",
        "Delete it",
        () ->
            attempt(
                () -> {
                  account((plane, who) -> plane.deleteWebhook(who, webhook.id()));
                  load(this::show);
                }));
  }

  private void openNew() {
    NewWebhookForm form = new NewWebhookForm();
    new FormDialog(
            "New webhook",
            "Add it",
            () -> {
              Optional<NewWebhook> wanted = form.read();
              wanted.ifPresent(this::create);
              return wanted.isPresent();
            },
            form.fields())
        .keeping(draft("webhook"), form.typed())
        .open();
  }

  private void create(NewWebhook wanted) {
    Webhook made = account((plane, who) -> plane.createWebhook(who, wanted));
    load(this::show);
    String secret = Objects.requireNonNull(made.secret(), "New ones come with their secret");
    new SecretDialog("Secret of the webhook", SHOWN_ONCE, secret).open();
  }
}
