package io.milora.console.account;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.checkbox.CheckboxGroup;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextField;
import io.milora.console.platform.NewWebhook;
import io.milora.console.shared.FormFields;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks where to call, and about what. */
final class NewWebhookForm {
  private final TextField url = new TextField("Address");
  private final CheckboxGroup<WebhookEvent> events = new CheckboxGroup<>("When a job has");

  NewWebhookForm() {
    url.setPlaceholder("https://example.com/hooks/milora");
    url.setRequired(true);
    url.setErrorMessage("Where the platform is to call");
    events.setItems(WebhookEvent.values());
    events.setItemLabelGenerator(WebhookEvent::label);
    events.setValue(Set.of(WebhookEvent.values()));
    events.setErrorMessage("Choose one or more");
  }

  Component[] fields() {
    return new Component[] {
      new Paragraph(
          "The platform calls it with a signed message, and again for hours if it does not answer with success."),
      url,
      events
    };
  }

  FormFields typed() {
    return new FormFields()
        .text("url", url)
        .some("events", events, List.of(WebhookEvent.values()), WebhookEvent::name);
  }

  /** Empty if something is missing, which the fields then say. */
  Optional<NewWebhook> read() {
    url.setInvalid(url.getValue().isBlank());
    events.setInvalid(events.getValue().isEmpty());
    if (url.isInvalid() || events.isInvalid()) {
      return Optional.empty();
    }
    return Optional.of(
        new NewWebhook(
            url.getValue().strip(),
            events.getValue().stream().sorted().map(WebhookEvent::wireName).toList()));
  }
}
