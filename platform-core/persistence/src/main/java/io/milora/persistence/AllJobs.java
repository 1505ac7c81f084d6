package io.milora.persistence;

import io.milora.model.JobStatus;
import io.milora.model.QueueReason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fine-tuning jobs of all tenants, for operators. */
@ApplicationScoped
public class AllJobs {
  private final TenantTransactions transactions;
  private final EntityManager entities;

  AllJobs(TenantTransactions transactions, EntityManager entities) {
    this.transactions = transactions;
    this.entities = entities;
  }

  /** Those that have not ended: what runs first, then what waits in its order, then the paused. */
  public List<UnfinishedJob> unfinished(int limit) {
    return rows(
            """
            SELECT * FROM unfinished_jobs() LIMIT :limit
            """,
            Map.of("limit", limit))
        .stream()
        .map(AllJobs::unfinished)
        .toList();
  }

  /** Those that failed since then, newest first. */
  public List<FailedJob> failed(Instant since, int limit) {
    return rows("SELECT * FROM failed_jobs(:since, :limit)", Map.of("since", since, "limit", limit))
        .stream()
        .map(AllJobs::failed)
        .toList();
  }

  @SuppressWarnings("unchecked") // JPA's native queries have no type parameter
  private List<Tuple> rows(String sql, Map<String, ?> parameters) {
    return transactions.callForPlatform(
        () -> {
          var query = entities.createNativeQuery(sql, Tuple.class);
          parameters.forEach(query::setParameter);
          return query.getResultList();
        });
  }

  private static UnfinishedJob unfinished(Tuple row) {
    String reason = row.get("reason", String.class);
    return new UnfinishedJob(
        row.get("id", String.class),
        row.get("tenant_name", String.class),
        JobStatus.valueOf(row.get("status", String.class)),
        row.get("suffix", String.class),
        row.get("base_model", String.class),
        row.get("method", String.class),
        row.get("worker_id", String.class),
        row.get("created_at", Instant.class),
        time(row, "started_at"),
        time(row, "estimated_finish"),
        row.get("trained_tokens", Long.class),
        row.get("estimated_tokens", Long.class),
        row.get("place", Integer.class),
        reason == null ? null : QueueReason.valueOf(reason));
  }

  private static FailedJob failed(Tuple row) {
    return new FailedJob(
        row.get("id", String.class),
        row.get("tenant_name", String.class),
        row.get("suffix", String.class),
        row.get("error_code", String.class),
        row.get("error_message", String.class),
        row.get("finished_at", Instant.class));
  }

  private static @Nullable Instant time(Tuple row, String column) {
    return row.get(column, Instant.class);
  }
}
