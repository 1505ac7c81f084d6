package io.milora.persistence;

import static io.milora.model.openai.FineTuningJobEvent.Level.INFO;

import io.milora.model.InvalidInputException;
import io.milora.model.JobStatus;
import io.milora.model.Problem;
import io.milora.model.PublicId;
import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fine-tuning jobs, as their tenants see them. Workers come through {@link JobQueue}. */
@ApplicationScoped
public class Jobs {
  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final JobEvents events;

  Jobs(TenantTransactions transactions, EntityManager entities, JobEvents events) {
    this.transactions = transactions;
    this.entities = entities;
    this.events = events;
  }

  /**
   * Puts a job into the queue.
   *
   * @param job with what is asked filled in: base model, method, hyperparameters, seed, files and
   *     their hashes, and where wanted suffix and metadata; the rest is set here
   */
  public TrainingJobEntity create(TenantId tenant, TrainingJobEntity job) {
    job.id = PublicId.JOB.next();
    job.status = JobStatus.QUEUED;
    transactions.run(
        tenant,
        () -> {
          job.persistAndFlush();
          events.message(job, INFO, "Created fine-tuning job: " + job.id);
        });
    return job;
  }

  /** The job, unless it is another tenant's or nobody's. */
  public Optional<TrainingJobEntity> find(TenantId tenant, String id) {
    return transactions.call(
        tenant, () -> Optional.ofNullable(entities.find(TrainingJobEntity.class, id)));
  }

  /**
   * Jobs, newest first.
   *
   * @param after id of the last one of the earlier part, null for the beginning
   */
  public List<TrainingJobEntity> list(TenantId tenant, @Nullable String after, int limit) {
    return transactions.call(
        tenant,
        () ->
            Lists.newestFirst(
                entities, TrainingJobEntity.class, "createdAt", "1 = 1", Map.of(), after, limit));
  }

  /** Jobs that have not ended and train or measure on a file, oldest first. */
  public List<TrainingJobEntity> unfinishedOn(TenantId tenant, String fileId) {
    return transactions.call(
        tenant,
        () ->
            entities
                .createQuery(
                    """
                    FROM TrainingJobEntity
                    WHERE finishedAt IS NULL
                      AND (trainingFile = :file OR validationFile = :file
                        OR CAST(mixture AS String) LIKE concat('%"', :file, '"%'))
                    ORDER BY createdAt, id
                    """,
                    TrainingJobEntity.class)
                .setParameter("file", fileId)
                .getResultList());
  }

  /**
   * Ends a job: at once if it waits, within one step if it runs (its status stays {@code RUNNING}
   * until the worker confirms).
   *
   * @return the job as it is now; empty if the tenant has none with this id
   * @throws InvalidInputException with code {@code job_finished} if it has ended already
   */
  public Optional<TrainingJobEntity> cancel(TenantId tenant, String id) {
    return transactions.call(
        tenant,
        () -> {
          TrainingJobEntity job =
              entities.find(TrainingJobEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
          if (job != null) {
            cancel(job);
          }
          return Optional.ofNullable(job);
        });
  }

  private void cancel(TrainingJobEntity job) {
    if (job.status.isFinal()) {
      throw new InvalidInputException(
          new Problem(
              "fine_tuning_job_id",
              "job_finished",
              "Job "
                  + job.id
                  + " has ended ("
                  + job.status.wireName()
                  + "); it cannot be cancelled."));
    }
    if (job.status == JobStatus.RUNNING) {
      if (!job.cancelRequested) {
        job.cancelRequested = true;
        events.message(job, INFO, "Cancellation was requested; the job stops after this step");
      }
      return;
    }
    job.status = JobStatus.CANCELLED;
    job.finishedAt = Instant.now();
    events.message(job, INFO, "The job was cancelled before it started");
  }
}
