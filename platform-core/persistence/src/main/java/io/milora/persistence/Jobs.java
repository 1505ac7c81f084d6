package io.milora.persistence;

import static io.milora.model.openai.FineTuningJobEvent.Level.INFO;

import io.milora.model.InvalidInputException;
import io.milora.model.JobStatus;
import io.milora.model.Problem;
import io.milora.model.PublicId;
import io.milora.model.QueueReason;
import io.milora.model.TenantId;
import io.milora.model.openai.FineTuningJob;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Fine-tuning jobs, as their tenants see them. Workers come through {@link JobQueue}. */
@ApplicationScoped
public class Jobs {
  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final AuditLog audit;
  private final JobEvents events;

  Jobs(TenantTransactions transactions, EntityManager entities, AuditLog audit, JobEvents events) {
    this.transactions = transactions;
    this.entities = entities;
    this.audit = audit;
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
          audit.record(tenant, AuditAction.JOB_CREATE, job.id, null, facts(job));
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
  public List<TrainingJobEntity> list(
      TenantId tenant, JobFilter filter, @Nullable String after, int limit) {
    return transactions.call(
        tenant,
        () ->
            Lists.newestFirst(
                entities,
                TrainingJobEntity.class,
                "createdAt",
                filter.condition(),
                filter.parameters(),
                after,
                limit));
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
   * Makes a job wait until it is {@linkplain #resume resumed}: at once if it waits in the queue,
   * after the step that runs otherwise (its status is {@code PAUSING} until the worker confirms).
   * Asking again changes nothing.
   *
   * @return the job as it is now; empty if the tenant has none with this id
   * @throws InvalidInputException with code {@code job_finished} if it has ended, or {@code
   *     job_cancelling} if it is about to
   */
  public Optional<TrainingJobEntity> pause(TenantId tenant, String id) {
    return change(tenant, id, AuditAction.JOB_PAUSE, this::pause);
  }

  private void pause(TrainingJobEntity job) {
    requireUnfinished(job, "paused");
    if (job.status == JobStatus.RUNNING) {
      if (job.cancelRequested) {
        throw refused(
            "job_cancelling", "Job " + job.id + " is being cancelled; it cannot be paused.");
      }
      job.status = JobStatus.PAUSING;
      events.message(job, INFO, "A pause was requested; the job pauses after this step");
    } else if (job.status == JobStatus.QUEUED || job.status == JobStatus.VALIDATING_FILES) {
      job.status = JobStatus.PAUSED;
      job.hold = null;
      events.message(job, INFO, "The job was paused while it waited");
    }
  }

  /**
   * Puts a paused job back into the queue; it goes on from the step at which it was paused.
   *
   * @return the job as it is now; empty if the tenant has none with this id
   * @throws InvalidInputException with code {@code job_not_paused} if it is not paused
   */
  public Optional<TrainingJobEntity> resume(TenantId tenant, String id) {
    return change(tenant, id, AuditAction.JOB_RESUME, this::resume);
  }

  private void resume(TrainingJobEntity job) {
    requireUnfinished(job, "resumed");
    if (job.status != JobStatus.PAUSED) {
      String wait = job.status == JobStatus.PAUSING ? "; wait until it is paused" : "";
      throw refused(
          "job_not_paused",
          "Job %s is %s; only a paused job can be resumed%s."
              .formatted(job.id, job.status.wireName(), wait));
    }
    job.status = JobStatus.QUEUED;
    job.hold = null;
    job.queuedAt = Instant.now();
    events.message(job, INFO, "The job was resumed and is queued");
  }

  /**
   * Where the tenant's waiting and paused jobs stand.
   *
   * @return by job id; jobs that run or have ended are not in it
   */
  @SuppressWarnings("unchecked") // JPA's native queries have no type parameter
  public Map<String, FineTuningJob.Queue> queue(TenantId tenant) {
    return transactions.call(
        tenant,
        () ->
            ((List<Tuple>)
                    entities
                        .createNativeQuery(
                            "SELECT job_id, place, reason FROM training_queue()", Tuple.class)
                        .getResultList())
                .stream()
                    .collect(
                        Collectors.toMap(
                            row -> row.get("job_id", String.class),
                            row ->
                                new FineTuningJob.Queue(
                                    row.get("place", Integer.class),
                                    QueueReason.valueOf(row.get("reason", String.class))))));
  }

  /**
   * Ends a job: at once if it waits, within one step if it runs (its status stays {@code RUNNING}
   * until the worker confirms).
   *
   * @return the job as it is now; empty if the tenant has none with this id
   * @throws InvalidInputException with code {@code job_finished} if it has ended already
   */
  public Optional<TrainingJobEntity> cancel(TenantId tenant, String id) {
    return change(tenant, id, AuditAction.JOB_CANCEL, this::cancel);
  }

  private Optional<TrainingJobEntity> change(
      TenantId tenant, String id, AuditAction action, Consumer<TrainingJobEntity> change) {
    return transactions.call(
        tenant,
        () -> {
          Optional<TrainingJobEntity> job =
              Optional.ofNullable(
                  entities.find(TrainingJobEntity.class, id, LockModeType.PESSIMISTIC_WRITE));
          job.ifPresent(
              found -> {
                String before = found.status.wireName();
                change.accept(found);
                audit.record(
                    tenant,
                    action,
                    id,
                    Map.of("status", before),
                    Map.of(
                        "status",
                        found.status.wireName(),
                        "cancel_requested",
                        found.cancelRequested));
              });
          // So that what is read next in this transaction, such as the queue, is as changed.
          entities.flush();
          return job;
        });
  }

  private static Map<String, Object> facts(TrainingJobEntity job) {
    return Map.of(
        "model", job.baseModel,
        "method", job.method,
        "training_file", job.trainingFile,
        "training_hash", job.trainingHash,
        "seed", job.seed);
  }

  private static void requireUnfinished(TrainingJobEntity job, String wanted) {
    if (job.status.isFinal()) {
      throw refused(
          "job_finished",
          "Job %s has ended (%s); it cannot be %s."
              .formatted(job.id, job.status.wireName(), wanted));
    }
  }

  private static InvalidInputException refused(String code, String message) {
    return new InvalidInputException(new Problem("fine_tuning_job_id", code, message));
  }

  private void cancel(TrainingJobEntity job) {
    requireUnfinished(job, "cancelled");
    if (job.status == JobStatus.RUNNING || job.status == JobStatus.PAUSING) {
      if (!job.cancelRequested) {
        job.cancelRequested = true;
        events.message(job, INFO, "Cancellation was requested; the job stops after this step");
      }
      return;
    }
    boolean paused = job.status == JobStatus.PAUSED;
    job.status = JobStatus.CANCELLED;
    job.finishedAt = Instant.now();
    events.message(
        job,
        INFO,
        paused ? "The paused job was cancelled" : "The job was cancelled before it started");
  }
}
