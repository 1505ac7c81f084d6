package io.milora.tenantmanager.jobs;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.tenantmanager.http.PageQuery;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which jobs to list, newest first.
 *
 * @param metadata pairs that a job must have among its own
 */
record JobQuery(PageQuery page, Map<String, String> metadata) {
  private static final Pattern METADATA = Pattern.compile("metadata\\[([^\\]]+)\\]");

  /**
   * Reads the query; OpenAI writes a pair as {@code metadata[key]=value}.
   *
   * @throws InvalidInputException with all problems
   */
  static JobQuery of(MultivaluedMap<String, String> query, int usual, int max) {
    Map<String, String> metadata = new LinkedHashMap<>();
    for (String name : query.keySet()) {
      Matcher key = METADATA.matcher(name);
      if (key.matches()) {
        metadata.put(key.group(1), query.getFirst(name));
      }
    }
    List<Problem> problems = new ArrayList<>();
    String[] others =
        query.keySet().stream()
            .filter(name -> METADATA.matcher(name).matches())
            .toArray(String[]::new);
    PageQuery page = PageQuery.of(query, usual, max, problems, others);
    InvalidInputException.throwIfAny(problems);
    return new JobQuery(page, metadata);
  }
}
