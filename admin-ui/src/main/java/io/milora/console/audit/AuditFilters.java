package io.milora.console.audit;

import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import io.milora.console.platform.AuditEvent;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Chooses who, what and when; who and what are offered from the newest changes. */
final class AuditFilters extends Div {
  AuditFilters(AuditFilter now, List<AuditEvent> newest, Consumer<AuditFilter> changed) {
    addClassName("filters");
    add(
        choice(
            "Who",
            newest,
            AuditEvent::actor,
            now.actor(),
            actor -> changed.accept(new AuditFilter(actor, now.action(), now.from(), now.to()))),
        choice(
            "What",
            newest,
            AuditEvent::action,
            now.action(),
            action -> changed.accept(new AuditFilter(now.actor(), action, now.from(), now.to()))));
    DatePicker from = day("From");
    from.setValue(now.from());
    from.setMax(now.to());
    from.addValueChangeListener(
        change ->
            changed.accept(
                new AuditFilter(now.actor(), now.action(), change.getValue(), now.to())));
    DatePicker to = day("To");
    to.setValue(now.to());
    to.setMin(now.from());
    to.addValueChangeListener(
        change ->
            changed.accept(
                new AuditFilter(now.actor(), now.action(), now.from(), change.getValue())));
    add(from, to);
    if (!now.isEmpty()) {
      add(new Anchor("audit", "Show all"));
    }
  }

  private static ComboBox<String> choice(
      String label,
      List<AuditEvent> newest,
      Function<AuditEvent, @Nullable String> part,
      @Nullable String value,
      Consumer<@Nullable String> changed) {
    ComboBox<String> choice = new ComboBox<>(label);
    choice.setItems(
        newest.stream().map(part).filter(Objects::nonNull).distinct().sorted().toList());
    choice.setClearButtonVisible(true);
    choice.setAllowCustomValue(true);
    choice.setPlaceholder("Anything");
    if (value != null) {
      choice.setValue(value);
    }
    choice.addCustomValueSetListener(typed -> changed.accept(typed.getDetail()));
    choice.addValueChangeListener(
        change -> {
          if (change.isFromClient()) {
            changed.accept(change.getValue());
          }
        });
    return choice;
  }

  private static DatePicker day(String label) {
    DatePicker day = new DatePicker(label);
    day.setLocale(Locale.UK);
    day.setClearButtonVisible(true);
    return day;
  }
}
