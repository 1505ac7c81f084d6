package io.milora.tenantmanager.files;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.openai.FilePurpose;
import io.milora.persistence.ListOrder;
import io.milora.tenantmanager.http.PageQuery;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which files to list.
 *
 * @param order newest first without it
 * @param purpose null for any
 */
record FileQuery(PageQuery page, ListOrder order, @Nullable FilePurpose purpose) {
  private static final String PURPOSE = "purpose";
  private static final String ORDER = "order";
  private static final int MAX_LIMIT = 10_000;

  /**
   * Reads the query.
   *
   * @throws InvalidInputException with all problems
   */
  static FileQuery of(MultivaluedMap<String, String> query) {
    List<Problem> problems = new ArrayList<>();
    PageQuery page = PageQuery.of(query, MAX_LIMIT, MAX_LIMIT, problems, PURPOSE, ORDER);
    FilePurpose purpose = purpose(query.getFirst(PURPOSE), problems);
    ListOrder order = order(query.getFirst(ORDER), problems);
    InvalidInputException.throwIfAny(problems);
    return new FileQuery(page, order, purpose);
  }

  private static ListOrder order(@Nullable String given, List<Problem> problems) {
    return switch (given) {
      case null -> ListOrder.DESC;
      case "desc" -> ListOrder.DESC;
      case "asc" -> ListOrder.ASC;
      default -> {
        problems.add(Problem.unknown(ORDER, given, "asc, desc"));
        yield ListOrder.DESC;
      }
    };
  }

  private static @Nullable FilePurpose purpose(@Nullable String given, List<Problem> problems) {
    if (given == null) {
      return null;
    }
    Optional<FilePurpose> known =
        Arrays.stream(FilePurpose.values()).filter(p -> p.wireName().equals(given)).findFirst();
    if (known.isEmpty()) {
      List<String> names = Arrays.stream(FilePurpose.values()).map(FilePurpose::wireName).toList();
      problems.add(Problem.unknown(PURPOSE, given, names));
    }
    return known.orElse(null);
  }
}
