package io.milora.tenantmanager.audit;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.persistence.AuditAction;
import io.milora.persistence.AuditFilter;
import io.milora.persistence.ListOrder;
import io.milora.tenantmanager.http.PageQuery;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which events to show.
 *
 * @param after place of the last one of the earlier part, null for the beginning
 */
record AuditQuery(
    AuditFilter filter, ListOrder order, @Nullable Long after, int limit, AuditFormat format) {
  private static final int USUAL_LIMIT = 100;
  private static final int MAX_LIMIT = 10_000;
  private static final String FORMAT = "format";

  /**
   * Reads the query.
   *
   * @throws InvalidInputException with all problems
   */
  static AuditQuery of(MultivaluedMap<String, String> query) {
    List<Problem> problems = new ArrayList<>();
    PageQuery page =
        PageQuery.of(
            query,
            USUAL_LIMIT,
            MAX_LIMIT,
            problems,
            "actor",
            "action",
            "from",
            "to",
            "order",
            FORMAT);
    AuditFilter filter =
        new AuditFilter(
            query.getFirst("actor"),
            action(query.getFirst("action"), problems),
            time("from", query.getFirst("from"), problems),
            time("to", query.getFirst("to"), problems));
    ListOrder order = constant(ListOrder.class, "order", query, ListOrder.DESC, problems);
    AuditFormat format = constant(AuditFormat.class, FORMAT, query, AuditFormat.JSON, problems);
    Long after = place(page.after(), problems);
    InvalidInputException.throwIfAny(problems);
    return new AuditQuery(filter, order, after, page.limit(), format);
  }

  private static @Nullable String action(@Nullable String given, List<Problem> problems) {
    List<String> known = Arrays.stream(AuditAction.values()).map(AuditAction::wireName).toList();
    if (given != null && !known.contains(given)) {
      problems.add(Problem.unknown("action", given, known));
    }
    return given;
  }

  private static @Nullable Instant time(
      String param, @Nullable String given, List<Problem> problems) {
    if (given == null) {
      return null;
    }
    try {
      return given.matches("[0-9]{1,12}")
          ? Instant.ofEpochSecond(Long.parseLong(given))
          : OffsetDateTime.parse(given).toInstant();
    } catch (DateTimeException e) {
      problems.add(
          Problem.outOfRange(
              param, given, "seconds since 1970, or a time such as 2026-01-31T12:00:00Z"));
      return null;
    }
  }

  private static @Nullable Long place(@Nullable String given, List<Problem> problems) {
    if (given == null || given.matches("[0-9]{1,18}")) {
      return given == null ? null : Long.valueOf(given);
    }
    problems.add(Problem.outOfRange("after", given, "the id of an event"));
    return null;
  }

  private static <E extends Enum<E>> E constant(
      Class<E> type,
      String param,
      MultivaluedMap<String, String> query,
      E usual,
      List<Problem> problems) {
    String given = query.getFirst(param);
    if (given == null) {
      return usual;
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(given)) {
        return constant;
      }
    }
    problems.add(Problem.unknown(param, given, Arrays.toString(type.getEnumConstants())));
    return usual;
  }
}
