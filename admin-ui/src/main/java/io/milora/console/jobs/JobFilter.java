package io.milora.console.jobs;

import com.vaadin.flow.router.QueryParameters;
import io.milora.console.platform.JobQuery;
import io.milora.console.shared.Show;
import io.milora.model.MethodSettings;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs to show; it is in the address. Null wherever it does not matter.
 *
 * @param from first day, in the user's zone
 * @param to last day
 */
record JobFilter(
    @Nullable JobStanding standing,
    @Nullable String method,
    @Nullable LocalDate from,
    @Nullable LocalDate to) {
  static final List<String> METHODS =
      List.of(MethodSettings.MiLora.NAME, MethodSettings.Lora.NAME, MethodSettings.Moa.NAME);

  /** What the address does not say rightly is passed over. */
  static JobFilter of(QueryParameters query) {
    return new JobFilter(
        query.getSingleParameter("state").flatMap(JobStanding::of).orElse(null),
        query.getSingleParameter("method").filter(METHODS::contains).orElse(null),
        query.getSingleParameter("from").flatMap(JobFilter::day).orElse(null),
        query.getSingleParameter("to").flatMap(JobFilter::day).orElse(null));
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

  /** Of the address. */
  Map<String, String> query() {
    Map<String, String> query = new LinkedHashMap<>();
    put(query, "state", standing == null ? null : standing.wireName());
    put(query, "method", method);
    put(query, "from", from);
    put(query, "to", to);
    return query;
  }

  private static void put(Map<String, String> query, String name, @Nullable Object value) {
    if (value != null) {
      query.put(name, value.toString());
    }
  }

  JobQuery asked() {
    return new JobQuery(
        standing == null ? null : standing.query(),
        method,
        from == null ? null : (Long) Show.startOfDay(from),
        to == null ? null : (Long) Show.startOfDay(to.plusDays(1)));
  }
}
