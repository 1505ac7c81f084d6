package io.milora.console.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.console.shared.Show;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One field of what changed, in words.
 *
 * @param field its name, with spaces; empty if the whole is no object
 * @param before null if there was none
 * @param after null if there is none
 */
record Change(String field, @Nullable String before, @Nullable String after) {
  /** What differs; fields that stayed are left out. */
  static List<Change> of(@Nullable JsonNode before, @Nullable JsonNode after) {
    if (!isObjectOrNone(before) || !isObjectOrNone(after)) {
      return List.of(new Change("", text(before), text(after)));
    }
    Set<String> fields = new LinkedHashSet<>();
    if (before != null) {
      before.fieldNames().forEachRemaining(fields::add);
    }
    if (after != null) {
      after.fieldNames().forEachRemaining(fields::add);
    }
    List<Change> changes = new ArrayList<>();
    for (String field : fields) {
      String was = before == null ? null : text(field, before.get(field));
      String is = after == null ? null : text(field, after.get(field));
      if (!Objects.equals(was, is)) {
        changes.add(new Change(field.replace('_', ' '), was, is));
      }
    }
    return changes;
  }

  private static boolean isObjectOrNone(@Nullable JsonNode value) {
    return value == null || value.isNull() || value.isObject();
  }

  /** Times are written as such, not as seconds. */
  private static @Nullable String text(String field, @Nullable JsonNode value) {
    return value != null && value.isIntegralNumber() && field.endsWith("_at")
        ? Show.exact(value.longValue())
        : text(value);
  }

  private static @Nullable String text(@Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return null;
    }
    if (value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(Change::text)
          .collect(Collectors.joining(", "));
    }
    if (value.isIntegralNumber()) {
      return Show.count(value.longValue());
    }
    return value.isTextual() ? value.textValue() : value.toString();
  }
}
