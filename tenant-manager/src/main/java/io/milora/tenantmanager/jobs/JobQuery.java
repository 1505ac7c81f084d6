package io.milora.tenantmanager.jobs;

import io.milora.model.InvalidInputException;
import io.milora.model.JobStatus;
import io.milora.model.MethodSettings;
import io.milora.model.Problem;
import io.milora.persistence.JobFilter;
import io.milora.tenantmanager.http.PageQuery;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which jobs to list, newest first. */
record JobQuery(PageQuery page, JobFilter filter) {
  private static final Pattern METADATA = Pattern.compile("metadata\\[([^\\]]+)\\]");
  private static final String STATUS = "status";
  private static final String METHOD = "method";
  private static final String CREATED_FROM = "created_from";
  private static final String CREATED_TO = "created_to";
  private static final List<String> METHODS =
      List.of(MethodSettings.MiLora.NAME, MethodSettings.Lora.NAME, MethodSettings.Moa.NAME);

  /**
   * Reads the query; OpenAI writes a pair as {@code metadata[key]=value}.
   *
   * @throws InvalidInputException with all problems
   */
  static JobQuery of(MultivaluedMap<String, String> query, int usual, int max) {
    Map<String, String> metadata = new LinkedHashMap<>();
    List<String> known = new ArrayList<>(List.of(STATUS, METHOD, CREATED_FROM, CREATED_TO));
    for (String name : query.keySet()) {
      Matcher key = METADATA.matcher(name);
      if (key.matches()) {
        metadata.put(key.group(1), query.getFirst(name));
        known.add(name);
      }
    }
    List<Problem> problems = new ArrayList<>();
    PageQuery page = PageQuery.of(query, usual, max, problems, known.toArray(String[]::new));
    JobFilter filter =
        new JobFilter(
            metadata,
            statuses(query.getFirst(STATUS), problems),
            method(query.getFirst(METHOD), problems),
            time(CREATED_FROM, query, problems),
            time(CREATED_TO, query, problems));
    InvalidInputException.throwIfAny(problems);
    return new JobQuery(page, filter);
  }

  /** Several have commas between. */
  private static Set<JobStatus> statuses(@Nullable String given, List<Problem> problems) {
    Set<JobStatus> statuses = EnumSet.noneOf(JobStatus.class);
    if (given == null) {
      return statuses;
    }
    for (String name : given.split(",", -1)) {
      Optional<JobStatus> status =
          Arrays.stream(JobStatus.values()).filter(s -> s.wireName().equals(name)).findFirst();
      status.ifPresentOrElse(
          statuses::add,
          () ->
              problems.add(
                  Problem.unknown(
                      STATUS,
                      name,
                      Arrays.stream(JobStatus.values()).map(JobStatus::wireName).toList())));
    }
    return statuses;
  }

  private static @Nullable String method(@Nullable String given, List<Problem> problems) {
    if (given != null && !METHODS.contains(given)) {
      problems.add(Problem.unknown(METHOD, given, METHODS));
    }
    return given;
  }

  private static @Nullable Instant time(
      String name, MultivaluedMap<String, String> query, List<Problem> problems) {
    String given = query.getFirst(name);
    if (given == null) {
      return null;
    }
    if (!given.matches("[0-9]{1,11}")) {
      problems.add(Problem.outOfRange(name, given, "seconds since 1970"));
      return null;
    }
    return Instant.ofEpochSecond(Long.parseLong(given));
  }
}
