package io.milora.console.audit;

import com.vaadin.flow.router.QueryParameters;
import io.milora.console.platform.AuditQuery;
import io.milora.console.shared.Show;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who, what and when; it is in the address.
 *
 * @param from first day, in the user's zone
 * @param to last day
 */
record AuditFilter(
    @Nullable String actor,
    @Nullable String action,
    @Nullable LocalDate from,
    @Nullable LocalDate to) {

  /** Days that are none are passed over. */
  static AuditFilter of(QueryParameters query) {
    return new AuditFilter(
        query.getSingleParameter("actor").orElse(null),
        query.getSingleParameter("action").orElse(null),
        query.getSingleParameter("from").flatMap(AuditFilter::day).orElse(null),
        query.getSingleParameter("to").flatMap(AuditFilter::day).orElse(null));
  }

  private static Optional<LocalDate> day(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  boolean isEmpty() {
    return query().isEmpty();
  }

  Map<String, String> query() {
    Map<String, String> query = new LinkedHashMap<>();
    put(query, "actor", actor);
    put(query, "action", action);
    put(query, "from", from);
    put(query, "to", to);
    return query;
  }

  private static void put(Map<String, String> query, String name, @Nullable Object value) {
    if (value != null && !value.toString().isBlank()) {
      query.put(name, value.toString());
    }
  }

  AuditQuery asked() {
    return new AuditQuery(
        actor,
        action,
        from == null ? null : (Long) Show.startOfDay(from),
        to == null ? null : (Long) Show.startOfDay(to.plusDays(1)));
  }
}
