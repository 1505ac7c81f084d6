package io.milora.console.operations;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.NumberField;
import io.milora.console.platform.QuotaAmounts;
import io.milora.console.shared.Draft;
import io.milora.console.shared.FormDialog;
import io.milora.console.shared.FormFields;
import io.milora.model.Quota;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks for a tenant's limits. */
final class QuotaForm {
  private final Map<Quota, NumberField> fields = new EnumMap<>(Quota.class);

  private QuotaForm(QuotaAmounts limits) {
    for (Quota quota : Quota.values()) {
      NumberField field = new NumberField(label(quota));
      field.setPlaceholder("no limit");
      field.setClearButtonVisible(true);
      field.setMin(1);
      field.setStep(1);
      Long limit = limits.of(quota);
      field.setValue(limit == null ? null : limit.doubleValue());
      fields.put(quota, field);
    }
  }

  /**
   * Opens the form.
   *
   * @param save gets all limits; refusals stay in the form
   */
  static void open(Draft draft, TenantStanding standing, Consumer<QuotaAmounts> save) {
    QuotaForm form = new QuotaForm(standing.limits());
    new FormDialog(
            "Quota of " + standing.tenant().name(),
            "Set quota",
            () -> form.save(save),
            form.parts())
        .keeping(draft, form.typed())
        .open();
  }

  private Component[] parts() {
    return Stream.concat(
            Stream.of(
                new Paragraph("An empty field means no limit. In force with the next request.")),
            fields.values().stream())
        .toArray(Component[]::new);
  }

  private FormFields typed() {
    FormFields typed = new FormFields();
    fields.forEach((quota, field) -> typed.decimal(quota.name(), field));
    return typed;
  }

  private boolean save(Consumer<QuotaAmounts> save) {
    if (fields.values().stream().anyMatch(NumberField::isInvalid)) {
      return false;
    }
    save.accept(
        new QuotaAmounts(
            limit(Quota.REQUESTS_PER_MINUTE),
            limit(Quota.TOKENS_PER_MINUTE),
            limit(Quota.CONCURRENT_REQUESTS),
            limit(Quota.TRAINING_TOKENS_PER_MONTH),
            limit(Quota.STORAGE_BYTES),
            limit(Quota.RUNNING_JOBS)));
    return true;
  }

  private @Nullable Long limit(Quota quota) {
    NumberField field = fields.get(quota);
    Double value = field == null ? null : field.getValue();
    return value == null ? null : value.longValue();
  }

  private static String label(Quota quota) {
    String title = quota.title();
    return Character.toUpperCase(title.charAt(0)) + title.substring(1);
  }
}
