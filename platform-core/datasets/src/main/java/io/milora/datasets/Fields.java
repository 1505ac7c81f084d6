package io.milora.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks fields of a JSON object and reports what is wrong with them. */
final class Fields {
  private Fields() {}

  /** The names of an object's fields. */
  static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** A JSON type in words, for messages. */
  static String typeOf(JsonNode value) {
    return value.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  /** Reports every field that nobody reads. */
  static void refuseOthers(JsonNode object, Set<String> allowed, String where, FaultSink faults) {
    for (String name : names(object)) {
      if (!allowed.contains(name)) {
        faults.report(
            RowFault.UNKNOWN_FIELD,
            "'" + name + "' in " + where + " is not supported; allowed: " + sorted(allowed) + ".");
      }
    }
  }

  /**
   * A text that is not empty.
   *
   * @param ifEmpty how an empty one is reported
   * @return null after a fault was reported
   */
  static @Nullable String text(
      JsonNode object, String name, String where, RowFault ifEmpty, FaultSink faults) {
    JsonNode value = object.get(name);
    if (value == null) {
      faults.report(RowFault.MISSING_FIELD, "'" + name + "' is missing in " + where + ".");
    } else if (!value.isTextual()) {
      faults.report(
          RowFault.WRONG_TYPE,
          "'" + name + "' in " + where + " is " + typeOf(value) + "; allowed: a string.");
    } else if (value.textValue().isBlank()) {
      faults.report(ifEmpty, "'" + name + "' in " + where + " is empty.");
    } else if (!isEncodable(value.textValue())) {
      faults.report(
          RowFault.INVALID_TEXT,
          "'" + name + "' in " + where + " holds half of a surrogate pair, which is no character.");
    } else {
      return value.textValue();
    }
    return null;
  }

  private static boolean isEncodable(String text) {
    return text.codePoints()
        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }
}
