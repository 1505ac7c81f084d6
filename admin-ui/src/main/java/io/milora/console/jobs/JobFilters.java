package io.milora.console.jobs;

import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Chooses which jobs are shown. */
final class JobFilters extends Div {
  JobFilters(JobFilter now, Consumer<JobFilter> changed) {
    addClassName("filters");
    DatePicker from = day("From", now.from());
    from.setMax(now.to());
    from.addValueChangeListener(
        change ->
            changed.accept(
                new JobFilter(now.standing(), now.method(), change.getValue(), now.to())));
    DatePicker to = day("To", now.to());
    to.setMin(now.from());
    to.addValueChangeListener(
        change ->
            changed.accept(
                new JobFilter(now.standing(), now.method(), now.from(), change.getValue())));
    add(
        choice(
            "State",
            "All states",
            Arrays.asList(JobStanding.values()),
            JobStanding::label,
            now.standing(),
            standing ->
                changed.accept(
                    new JobFilter(standing.orElse(null), now.method(), now.from(), now.to()))),
        choice(
            "Method",
            "All methods",
            JobFilter.METHODS,
            Function.identity(),
            now.method(),
            method ->
                changed.accept(
                    new JobFilter(now.standing(), method.orElse(null), now.from(), now.to()))),
        from,
        to);
    if (!now.isEmpty()) {
      add(new Anchor("jobs", "Show all"));
    }
  }

  private static <T> Select<T> choice(
      String label,
      String all,
      List<T> values,
      Function<T, String> words,
      @Nullable T value,
      Consumer<Optional<T>> changed) {
    Select<T> choice = new Select<>();
    choice.setLabel(label);
    choice.setItems(values);
    choice.setItemLabelGenerator(one -> one == null ? all : words.apply(one));
    choice.setEmptySelectionAllowed(true);
    choice.setEmptySelectionCaption(all);
    choice.setValue(value);
    choice.addValueChangeListener(
        change -> {
          if (change.isFromClient()) {
            changed.accept(Optional.ofNullable(change.getValue()));
          }
        });
    return choice;
  }

  private static DatePicker day(String label, @Nullable LocalDate value) {
    DatePicker day = new DatePicker(label);
    day.setLocale(Locale.UK);
    day.setClearButtonVisible(true);
    day.setValue(value);
    return day;
  }
}
