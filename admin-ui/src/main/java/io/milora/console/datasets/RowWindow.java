package io.milora.console.datasets;

import com.vaadin.flow.router.QueryParameters;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are shown, as the address has it; the platform says what is wrong with it.
 *
 * @param after the line behind which to begin; null for the beginning
 * @param maxLength tokens of a row; null for what jobs use that name no length
 */
record RowWindow(@Nullable String after, @Nullable String maxLength) {
  private static final String AFTER = "after";
  private static final String MAX_LENGTH = "max_length";

  static RowWindow of(QueryParameters query) {
    return new RowWindow(
        query.getSingleParameter(AFTER).orElse(null),
        query.getSingleParameter(MAX_LENGTH).orElse(null));
  }

  RowWindow after(@Nullable String line) {
    return new RowWindow(line, maxLength);
  }

  RowWindow maxLength(@Nullable Integer tokens) {
    return new RowWindow(after, tokens == null ? null : tokens.toString());
  }

  QueryParameters query() {
    Map<String, String> query = new TreeMap<>();
    if (after != null) {
      query.put(AFTER, after);
    }
    if (maxLength != null) {
      query.put(MAX_LENGTH, maxLength);
    }
    return QueryParameters.simple(query);
  }

  /** The number of the first line that it may show; null if the address has no number. */
  @Nullable Integer firstLine() {
    Integer before = after == null ? Integer.valueOf(0) : number(after);
    return before == null ? null : before + 1;
  }

  /** The largest length; null for the usual one. */
  @Nullable Integer length() {
    return maxLength == null ? null : number(maxLength);
  }

  private static @Nullable Integer number(String text) {
    return text.matches("[0-9]{1,9}") ? Integer.valueOf(text) : null;
  }
}
