package io.milora.trainingworker;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.milora.model.BaseDefaults;
import io.milora.model.Hyperparameters;
import io.milora.model.TrainingPlan;
import io.milora.model.json.MiloraJson;
import io.milora.model.openai.FineTuningJobEvent;
import io.milora.persistence.FairShare;
import io.milora.persistence.JobEvents;
import io.milora.persistence.JobQueue;
import io.milora.persistence.Lease;
import io.milora.persistence.TrainingJobEntity;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One job that a slot works on: what was asked, the right to work on it, and its events. */
final class RunningJob {
  private final JobQueue queue;
  private final JobEvents events;
  private final LeaseKeeper keeper;
  private final Lease lease;
  private final FairShare share;
  private final TrainingJobEntity asked;
  private final TrainingPlan plan;

  /**
   * Reads what was asked.
   *
   * @throws io.milora.persistence.LeaseLostException if the lease does not hold
   */
  RunningJob(JobQueue queue, JobEvents events, LeaseKeeper keeper, Lease lease, FairShare share) {
    this.share = share;
    this.queue = queue;
    this.events = events;
    this.keeper = keeper;
    this.lease = lease;
    asked = queue.write(lease, job -> job);
    plan = plan(asked);
  }

  Lease lease() {
    return lease;
  }

  /** The job's row as it was at the start; what was asked never changes. */
  TrainingJobEntity asked() {
    return asked;
  }

  /** Every hyperparameter resolved. */
  TrainingPlan plan() {
    return plan;
  }

  /** Why to stop, or null to go on, as far as is known. */
  @Nullable StopReason stopReason() {
    return keeper.stopReason();
  }

  /** Whether also what follows training is not to go on; giving way to others is no reason. */
  boolean endRequested() {
    StopReason reason = keeper.stopReason();
    return reason != null && reason != StopReason.YIELD;
  }

  /** Asked before each step, on the slot's thread. */
  boolean stopRequested() {
    return keeper.lookForStop(() -> queue.wish(lease)) != null;
  }

  /**
   * To be called when a checkpoint was kept and training is to go on: makes it stop if it is
   * another tenant's turn.
   *
   * @param trainedTokens of the job so far
   * @param sliceTokens expected until the next checkpoint, at least 1; null if not known yet
   * @throws io.milora.persistence.LeaseLostException if the lease does not hold
   */
  void askForTurn(long trainedTokens, @Nullable Long sliceTokens) {
    if (!queue.mayGoOn(lease, trainedTokens, sliceTokens, share)) {
      keeper.requestStop(StopReason.YIELD);
    }
  }

  /**
   * Adds an event for people.
   *
   * @throws io.milora.persistence.LeaseLostException if the lease does not hold
   */
  void tell(FineTuningJobEvent.Level level, String message) {
    queue.write(
        lease,
        job -> {
          events.message(job, level, message);
          return job;
        });
  }

  /**
   * Adds numbers.
   *
   * @param data a JSON object
   * @throws io.milora.persistence.LeaseLostException if the lease does not hold
   */
  void tellMetrics(String message, String data) {
    queue.write(
        lease,
        job -> {
          events.metrics(job, message, data);
          return job;
        });
  }

  /** Writes metrics of steps from a thread of its own. */
  EventWriter newEventWriter(Duration flush) {
    return new EventWriter(queue, events, lease, flush);
  }

  /** Every value was resolved when the job was created, so that no default is needed. */
  private static TrainingPlan plan(TrainingJobEntity job) {
    try {
      Hyperparameters all =
          MiloraJson.mapper().readValue(job.hyperparameters, Hyperparameters.class);
      BaseDefaults defaults = new BaseDefaults(1, 1, 8);
      return job.mixture == null
          ? all.resolve(job.method, defaults, 1, job.validationHash != null, job.seed)
          : all.resolve(MixtureTraining.mixture(job).settings(), defaults, 1, job.seed);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Job " + job.id + " has unreadable hyperparameters", e);
    }
  }
}
