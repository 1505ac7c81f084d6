package io.milora.persistence;

import static io.milora.model.openai.FineTuningJobEvent.Level.ERROR;
import static io.milora.model.openai.FineTuningJobEvent.Level.INFO;

import io.milora.model.JobStatus;
import io.milora.model.Problem;
import io.milora.model.TenantId;
import io.milora.model.openai.FineTuningJobEvent.Level;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of all tenants, as workers see them. A claim gives a lease with a fencing token; every
 * write goes through {@link #write}, which holds the job's row and refuses a token that is not the
 * newest: a worker that was thought dead can do no harm when it wakes up.
 */
@ApplicationScoped
public class JobQueue {
  /** A job that killed so many workers without getting ahead would kill the next. */
  public static final int MAX_ATTEMPTS = 3;

  private static final String PAUSED = "The job is paused; resume it to go on from this step";

  private final TenantTransactions transactions;
  private final EntityManager entities;
  private final JobEvents events;

  JobQueue(TenantTransactions transactions, EntityManager entities, JobEvents events) {
    this.transactions = transactions;
    this.entities = entities;
    this.events = events;
  }

  /**
   * Takes the oldest waiting job of the tenant whose turn it is. Jobs whose leases have expired go
   * back to the queue on the way, or are failed if they were started {@link #MAX_ATTEMPTS} times.
   *
   * @param worker id of the caller
   * @param duration until the lease expires unless renewed; whole seconds
   * @return empty if nothing can be run now
   */
  @SuppressWarnings("unchecked") // JPA's native queries have no type parameter
  public Optional<Lease> claim(String worker, Duration duration, FairShare share) {
    return transactions.callForPlatform(
        () ->
            ((List<Tuple>)
                    entities
                        .createNativeQuery(
                            "SELECT * FROM claim_training_job(:worker, :seconds, :attempts, :quantum, :wait)",
                            Tuple.class)
                        .setParameter("worker", worker)
                        .setParameter("seconds", Math.toIntExact(duration.toSeconds()))
                        .setParameter("attempts", MAX_ATTEMPTS)
                        .setParameter("quantum", share.quantum())
                        .setParameter("wait", Math.toIntExact(share.maxWait().toSeconds()))
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
   * @return what the tenant wants
   * @throws LeaseLostException if the lease does not hold any more
   */
  public JobWish heartbeat(Lease lease, Duration duration) {
    return write(
        lease,
        job -> {
          entities
              .createNativeQuery(
                  "UPDATE training_job SET lease_until = clock_timestamp() + make_interval(secs => :seconds) WHERE id = :id")
              .setParameter("seconds", duration.toSeconds())
              .setParameter("id", job.id)
              .executeUpdate();
          return wish(job);
        });
  }

  /**
   * Looks what the tenant wants, without waiting for anybody; cheap enough for every step.
   *
   * @throws LeaseLostException if the lease does not hold any more
   */
  public JobWish wish(Lease lease) {
    return transactions.call(
        lease.tenant(),
        () -> wish(check(lease, entities.find(TrainingJobEntity.class, lease.jobId()))));
  }

  private static JobWish wish(TrainingJobEntity job) {
    if (job.cancelRequested) {
      return JobWish.CANCEL;
    }
    return job.status == JobStatus.PAUSING ? JobWish.PAUSE : JobWish.GO_ON;
  }

  /**
   * Books what was trained up to a checkpoint on the tenant's share, and the steps until the next.
   *
   * @param trainedTokens of the job so far
   * @param sliceTokens expected until the next checkpoint, at least 1; null if not known yet
   * @return false if it is another tenant's turn: then the job is to be {@linkplain #yieldTurn
   *     given back}
   * @throws LeaseLostException if the lease does not hold any more
   */
  public boolean mayGoOn(
      Lease lease, long trainedTokens, @Nullable Long sliceTokens, FairShare share) {
    return write(
        lease,
        job ->
            (Boolean)
                entities
                    .createNativeQuery(
                        "SELECT continue_training_job(:job, :token, :trained, CAST(:slice AS bigint), :quantum, :wait)",
                        Boolean.class)
                    .setParameter("job", job.id)
                    .setParameter("token", lease.fencingToken())
                    .setParameter("trained", trainedTokens)
                    .setParameter("slice", sliceTokens)
                    .setParameter("quantum", share.quantum())
                    .setParameter("wait", Math.toIntExact(share.maxWait().toSeconds()))
                    .getSingleResult());
  }

  /** Gives the job back, to be claimed by anybody; this does not count as an attempt. */
  public void giveBack(Lease lease, String reason) {
    leave(lease, JobStatus.QUEUED, null, INFO, reason);
  }

  /** Gives the job back, as it is another tenant's turn; this does not count as an attempt. */
  public void yieldTurn(Lease lease) {
    leave(
        lease,
        JobStatus.QUEUED,
        JobHold.YIELDED,
        INFO,
        "It is another tenant's turn; the job goes on from its checkpoint when its own comes");
  }

  /** Confirms that the job is paused, as its tenant wished. */
  public void confirmPause(Lease lease) {
    leave(lease, JobStatus.PAUSED, null, INFO, PAUSED);
  }

  /** Pauses the job, as its state cannot be kept; its tenant resumes it when there is space. */
  public void pauseForStorage(Lease lease, String message) {
    leave(lease, JobStatus.PAUSED, JobHold.STORAGE_FULL, ERROR, message);
  }

  /** Lets go of a job between two steps; what its tenant wished meanwhile goes first. */
  private void leave(
      Lease lease, JobStatus next, @Nullable JobHold hold, Level level, String message) {
    write(
        lease,
        job -> {
          JobWish wish = wish(job);
          if (wish == JobWish.CANCEL) {
            cancel(job);
            return job;
          }
          boolean asked = wish == JobWish.PAUSE && hold != JobHold.STORAGE_FULL;
          job.status = asked ? JobStatus.PAUSED : next;
          job.hold = asked ? null : hold;
          job.queuedAt = Instant.now();
          job.workerId = null;
          job.leaseUntil = null;
          job.estimatedFinish = null;
          job.attempts--;
          events.message(job, asked ? INFO : level, asked ? PAUSED : message);
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
          cancel(job);
          return job;
        });
  }

  private void cancel(TrainingJobEntity job) {
    end(job, JobStatus.CANCELLED);
    events.message(job, INFO, "The job was cancelled");
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
    return check(
        lease,
        entities.find(TrainingJobEntity.class, lease.jobId(), LockModeType.PESSIMISTIC_WRITE));
  }

  private static TrainingJobEntity check(Lease lease, @Nullable TrainingJobEntity job) {
    if (job == null
        || (job.status != JobStatus.RUNNING && job.status != JobStatus.PAUSING)
        || job.fencingToken != lease.fencingToken()) {
      throw new LeaseLostException(lease);
    }
    return job;
  }
}
