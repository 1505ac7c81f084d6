package io.milora.console.account;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.checkbox.CheckboxGroup;
import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import io.milora.console.platform.NewApiKey;
import io.milora.console.shared.FormFields;
import io.milora.model.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What a new key is for. */
final class NewKeyForm {
  private static final int LONGEST_NAME = 100;

  private final TextField name = new TextField("What it is for");
  private final CheckboxGroup<Scope> scopes = new CheckboxGroup<>("What it may do");
  private final List<String> known;
  private final MultiSelectComboBox<String> models = new MultiSelectComboBox<>("Models");
  private final Select<Lifetime> lifetime = new Select<>();

  NewKeyForm(List<String> known) {
    this.known = known;
    name.setPlaceholder("shop backend");
    name.setRequired(true);
    name.setMaxLength(LONGEST_NAME);
    name.setErrorMessage("Say which application uses it");
    scopes.setItems(Scope.values());
    scopes.setItemLabelGenerator(NewKeyForm::words);
    scopes.setValue(Set.of(Scope.INFER));
    scopes.setErrorMessage("Choose one or more");
    models.setItems(known);
    models.setHelperText(
        "Which names and versions it may call. Empty: all of the tenant's, later ones too.");
    lifetime.setLabel("How long it works");
    lifetime.setItems(Lifetime.values());
    lifetime.setItemLabelGenerator(Lifetime::label);
    lifetime.setValue(Lifetime.QUARTER);
  }

  Component[] fields() {
    return new Component[] {name, scopes, models, lifetime};
  }

  FormFields typed() {
    return new FormFields()
        .text("name", name)
        .some("scopes", scopes, List.of(Scope.values()), Scope::name)
        .some("models", models, known, Function.identity())
        .one("lifetime", lifetime, List.of(Lifetime.values()), Lifetime::name);
  }

  /** Empty if something is missing, which the fields then say. */
  Optional<NewApiKey> read() {
    name.setInvalid(name.getValue().isBlank());
    scopes.setInvalid(scopes.getValue().isEmpty());
    if (name.isInvalid() || scopes.isInvalid()) {
      return Optional.empty();
    }
    List<String> chosen = models.getValue().stream().sorted().toList();
    return Optional.of(
        new NewApiKey(
            name.getValue().strip(),
            scopes.getValue().stream().sorted().toList(),
            chosen.isEmpty() ? null : chosen,
            lifetime.getValue().end(Instant.now())));
  }

  /** As calls name it. */
  static String wireName(Scope scope) {
    return scope.name().toLowerCase(Locale.ROOT);
  }

  private static String words(Scope scope) {
    return switch (scope) {
      case INFER -> "infer: call models, read usage and quotas";
      case FINE_TUNE -> "fine_tune: start and steer jobs, move names";
      case FILES -> "files: upload, read and delete files";
      case ADMIN -> "admin: all of these, and keys, members and the audit log";
    };
  }
}
