package io.milora.persistence;

import io.milora.model.PublicId;
import io.milora.model.TenantId;
import io.milora.model.openai.FineTuningJobEvent;
import io.milora.model.openai.FineTuningJobEvent.Level;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hibernate.jpa.HibernateHints;
import org.jspecify.annotations.Nullable;

/**
 * What happened to jobs. Writing happens inside a transaction that holds the job's row (newly
 * inserted or locked), so that the order of events is the order of commits.
 */
@ApplicationScoped
public class JobEvents {
  /** Rows that are in memory at once. */
  private static final int FETCHED = 500;

  private final TenantTransactions transactions;
  private final EntityManager entities;

  JobEvents(TenantTransactions transactions, EntityManager entities) {
    this.transactions = transactions;
    this.entities = entities;
  }

  /** Adds a message for people. */
  public void message(TrainingJobEntity job, Level level, String message) {
    add(job, level, FineTuningJobEvent.Type.MESSAGE, message, null);
  }

  /**
   * Adds numbers of a step.
   *
   * @param data a JSON object
   */
  public void metrics(TrainingJobEntity job, String message, String data) {
    add(job, Level.INFO, FineTuningJobEvent.Type.METRICS, message, data);
  }

  /**
   * Events of a job, newest first.
   *
   * @param after id of the last one of the earlier part, null for the beginning
   */
  public List<JobEventEntity> list(
      TenantId tenant, String jobId, @Nullable String after, int limit) {
    return transactions.call(
        tenant,
        () ->
            Lists.newestFirst(
                entities,
                JobEventEntity.class,
                "sequence",
                "e.jobId = :job",
                Map.of("job", jobId),
                after,
                limit));
  }

  /**
   * Goes through all numbers of a job, oldest first, in constant memory.
   *
   * @param data gets a JSON object each; those of steps that were done twice come twice
   */
  public void forEachMetrics(TenantId tenant, String jobId, Consumer<String> data) {
    transactions.run(
        tenant,
        () -> {
          try (Stream<String> metrics =
              entities
                  .createQuery(
                      "SELECT e.data FROM JobEventEntity e WHERE e.jobId = :job AND e.type = :type AND e.data IS NOT NULL ORDER BY e.sequence",
                      String.class)
                  .setParameter("job", jobId)
                  .setParameter("type", FineTuningJobEvent.Type.METRICS)
                  .setHint(HibernateHints.HINT_FETCH_SIZE, FETCHED)
                  .getResultStream()) {
            metrics.forEach(data);
          }
        });
  }

  private void add(
      TrainingJobEntity job,
      Level level,
      FineTuningJobEvent.Type type,
      String message,
      @Nullable String data) {
    JobEventEntity event = new JobEventEntity();
    event.id = PublicId.EVENT.next();
    event.jobId = job.id;
    event.level = level;
    event.type = type;
    event.message = message;
    event.data = data;
    entities.persist(event);
  }
}
