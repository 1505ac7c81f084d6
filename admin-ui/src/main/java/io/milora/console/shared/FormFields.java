package io.milora.console.shared;

import com.vaadin.flow.component.HasValue;
import com.vaadin.flow.data.value.HasValueChangeMode;
import com.vaadin.flow.data.value.ValueChangeMode;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Fields of a form by names, as texts: what a {@link Draft} keeps. An empty field is an empty text.
 * What was typed is known a moment later, not only when its field is left.
 */
public final class FormFields {
  private static final String BETWEEN = "\n";

  private final Map<String, Field<?>> fields = new LinkedHashMap<>();

  /**
   * A field and its texts.
   *
   * @param read empty for texts that are none of the field's values any more
   */
  private record Field<T>(
      HasValue<?, T> value, Function<T, String> write, Function<String, Optional<T>> read) {
    String text() {
      return value.isEmpty() ? "" : write.apply(value.getValue());
    }

    void fillIn(String text) {
      if (text.isEmpty()) {
        value.clear();
      } else {
        read.apply(text).ifPresent(value::setValue);
      }
    }

    void onEdit(Runnable listener) {
      value.addValueChangeListener(
          change -> {
            if (change.isFromClient()) {
              listener.run();
            }
          });
    }
  }

  /** With a text. */
  public FormFields text(String name, HasValue<?, String> field) {
    return add(name, field, Function.identity(), Optional::of);
  }

  /** With a whole number. */
  public FormFields whole(String name, HasValue<?, Integer> field) {
    return add(name, field, String::valueOf, text -> number(text, Integer::valueOf));
  }

  /** With a number. */
  public FormFields decimal(String name, HasValue<?, Double> field) {
    return add(name, field, String::valueOf, text -> number(text, Double::valueOf));
  }

  /**
   * With one of some items.
   *
   * @param id tells items apart, also later
   */
  public <T> FormFields one(
      String name, HasValue<?, T> field, Collection<T> items, Function<T, String> id) {
    return add(
        name,
        field,
        id,
        text -> items.stream().filter(item -> id.apply(item).equals(text)).findFirst());
  }

  /**
   * With any of some items.
   *
   * @param id tells items apart, also later; of one line
   */
  public <T> FormFields some(
      String name, HasValue<?, Set<T>> field, Collection<T> items, Function<T, String> id) {
    return add(
        name,
        field,
        chosen -> chosen.stream().map(id).collect(Collectors.joining(BETWEEN)),
        text -> {
          Set<String> ids = Set.copyOf(Arrays.asList(text.split(BETWEEN, -1)));
          return Optional.of(
              items.stream()
                  .filter(item -> ids.contains(id.apply(item)))
                  .collect(Collectors.toSet()));
        });
  }

  private <T> FormFields add(
      String name,
      HasValue<?, T> field,
      Function<T, String> write,
      Function<String, Optional<T>> read) {
    if (field instanceof HasValueChangeMode typed) {
      typed.setValueChangeMode(ValueChangeMode.LAZY);
    }
    fields.put(name, new Field<>(field, write, read));
    return this;
  }

  private static <T> Optional<T> number(String text, Function<String, T> parse) {
    try {
      return Optional.of(parse.apply(text));
    } catch (NumberFormatException e) {
      return Optional.empty(); // kept by an older console, whose field was another one
    }
  }

  /** What is filled in. */
  public Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    fields.forEach((name, field) -> values.put(name, field.text()));
    return values;
  }

  /** Fills in what {@link #values} said once; what does not exist any more is passed over. */
  public void fillIn(Map<String, String> values) {
    fields.forEach(
        (name, field) -> {
          String text = values.get(name);
          if (text != null) {
            field.fillIn(text);
          }
        });
  }

  /** Tells whenever the user changed something. */
  void onEdit(Runnable listener) {
    fields.values().forEach(field -> field.onEdit(listener));
  }
}
