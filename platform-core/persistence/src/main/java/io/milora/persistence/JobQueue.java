package io.milora.persistence;

import static io.milora.model.openai.FineTuningJobEvent.Level.ERROR;
import static io.milora.model.openai.FineTuningJobEvent.Level.INFO;

import io.milora.model.JobStatus;
import io.milora.model.Problem;
import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The jobs of all tenants, as workers see them. A claim gives a lease with a fencing token; every
 * write goes through {@link #write}, which holds the job's row and refuses a token that is not the
 * newest: a worker that was thought dead can do no harm when it wakes up.
 */
@ApplicationScoped
public class JobQueue {
  /** A job that killed so many workers would kill the next. */
  public static final int MAX_ATTEMPTS = 3;

  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final JobEvents events;

  JobQueue(TenantTransactions transactions, EntityManager entities, JobEvents events) {
    this.transactions = transactions;
    this.entities = entities;
    this.events = events;
  }

  /**
   * Takes the oldest job that waits or whose lease has expired. Jobs started {@link #MAX_ATTEMPTS}
   * times without end are failed on the way.
   *
   * @param worker id of the caller
   * @param duration until the lease expires unless renewed; whole seconds
   */
  @SuppressWarnings("unchecked") // JPA's native queries have no type parameter
  public Optional<Lease> claim(String worker, Duration duration) {
    return transactions.callForPlatform(
        () ->
            ((List<Tuple>)
                    entities
                        .createNativeQuery(
                            "SELECT * FROM claim_training_job(:worker, :seconds, :attempts)",
                            Tuple.class)
                        .setParameter("worker", worker)
                        .setParameter("seconds", Math.toIntExact(duration.toSeconds()))
                        .setParameter("attempts", MAX_ATTEMPTS)
                        .getResultList())
                .stream()
                    .findFirst()
                    .map(
                        row ->
                            new Lease(
                                new TenantId(row.get("tenant_id", String.class)),
                                row.get("job_id", String.class),
                                row.get("fencing_token", Long.class))));
  }

  /**
   * Does something to the job in one transaction, if the lease still holds.
   *
   * @param work gets the job, locked; its changes are written
   * @throws LeaseLostException if the lease does not hold; nothing was written
   */
  public <T> T write(Lease lease, Function<TrainingJobEntity, T> work) {
    return transactions.call(lease.tenant(), () -> work.apply(lock(lease)));
  }

  /**
   * Renews the lease.
   *
   * @return whether the tenant wants the job cancelled
   * @throws LeaseLostException if the lease does not hold any more
   */
  public boolean heartbeat(Lease lease, Duration duration) {
    return write(
        lease,
        job -> {
          entities
              .createNativeQuery(
                  "UPDATE training_job SET lease_until = clock_timestamp() + make_interval(secs => :seconds) WHERE id = :id")
              .setParameter("seconds", duration.toSeconds())
              .setParameter("id", job.id)
              .executeUpdate();
          return job.cancelRequested;
        });
  }

  /** Gives the job back, to be claimed by anybody; this does not count as an attempt. */
  public void giveBack(Lease lease, String reason) {
    write(
        lease,
        job -> {
          job.status = JobStatus.QUEUED;
          job.workerId = null;
          job.leaseUntil = null;
          job.estimatedFinish = null;
          job.attempts--;
          events.message(job, INFO, reason);
          return job;
        });
  }

  /** Ends the job as failed. */
  public void fail(Lease lease, Problem problem) {
    write(
        lease,
        job -> {
          end(job, JobStatus.FAILED);
          job.errorCode = problem.code();
          job.errorMessage = problem.message();
          job.errorParam = problem.param();
          events.message(job, ERROR, problem.message());
          return job;
        });
  }

  /** Ends the job as its tenant wished. */
  public void confirmCancellation(Lease lease) {
    write(
        lease,
        job -> {
          end(job, JobStatus.CANCELLED);
          events.message(job, INFO, "The job was cancelled");
          return job;
        });
  }

  /** Ends the job with its result, in the transaction that publishes it. */
  void succeed(TrainingJobEntity job, AdapterVersionEntity version) {
    end(job, JobStatus.SUCCEEDED);
    job.adapterVersionId = version.id;
    job.fineTunedModel = version.modelName;
    events.message(job, INFO, "New fine-tuned model created: " + version.modelName);
    events.message(job, INFO, "The job has successfully completed");
  }

  private static void end(TrainingJobEntity job, JobStatus status) {
    job.status = status;
    job.finishedAt = Instant.now();
    job.workerId = null;
    job.leaseUntil = null;
    job.estimatedFinish = null;
  }

  private TrainingJobEntity lock(Lease lease) {
    TrainingJobEntity job =
        entities.find(TrainingJobEntity.class, lease.jobId(), LockModeType.PESSIMISTIC_WRITE);
    if (job == null
        || job.status != JobStatus.RUNNING
        || job.fencingToken != lease.fencingToken()) {
      throw new LeaseLostException(lease);
    }
    return job;
  }
}
