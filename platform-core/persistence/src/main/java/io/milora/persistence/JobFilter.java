package io.milora.persistence;

import io.milora.model.JobStatus;
import io.milora.model.json.MiloraJson;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of a tenant's jobs to look at.
 *
 * @param metadata pairs that a job must have among its own
 * @param statuses one of which it must have; empty for any
 * @param method null for any
 * @param createdFrom inclusive, null for no bound
 * @param createdTo exclusive, null for no bound
 */
public record JobFilter(
    Map<String, String> metadata,
    Set<JobStatus> statuses,
    @Nullable String method,
    @Nullable Instant createdFrom,
    @Nullable Instant createdTo) {
  /** All jobs. */
  public static final JobFilter NONE = new JobFilter(Map.of(), Set.of(), null, null, null);

  /** A condition on {@code e}; {@link #parameters} are its parameters. */
  String condition() {
    StringBuilder condition = new StringBuilder("1 = 1");
    if (!metadata.isEmpty()) {
      condition.append(
          " AND cast(sql('(? @> cast(? as jsonb))', e.metadata, :metadata) as Boolean) = true");
    }
    if (!statuses.isEmpty()) {
      condition.append(" AND e.status IN :statuses");
    }
    if (method != null) {
      condition.append(" AND e.method = :method");
    }
    if (createdFrom != null) {
      condition.append(" AND e.createdAt >= :createdFrom");
    }
    if (createdTo != null) {
      condition.append(" AND e.createdAt < :createdTo");
    }
    return condition.toString();
  }

  Map<String, Object> parameters() {
    Map<String, Object> parameters = new HashMap<>();
    if (!metadata.isEmpty()) {
      parameters.put("metadata", MiloraJson.write(metadata));
    }
    if (!statuses.isEmpty()) {
      parameters.put("statuses", statuses);
    }
    if (method != null) {
      parameters.put("method", method);
    }
    if (createdFrom != null) {
      parameters.put("createdFrom", createdFrom);
    }
    if (createdTo != null) {
      parameters.put("createdTo", createdTo);
    }
    return parameters;
  }
}
