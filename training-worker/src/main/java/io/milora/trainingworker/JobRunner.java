package io.milora.trainingworker;

import static io.milora.model.openai.FineTuningJobEvent.Level.INFO;
import static io.milora.model.openai.FineTuningJobEvent.Level.WARN;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.milora.artifacts.ArtifactStore;
import io.milora.engine.train.Checkpoint;
import io.milora.engine.train.TrainingListener;
import io.milora.model.BaseDefaults;
import io.milora.model.ContentHash;
import io.milora.model.Hyperparameters;
import io.milora.model.TrainingPlan;
import io.milora.model.json.MiloraJson;
import io.milora.model.openai.FineTuningJobEvent;
import io.milora.persistence.AdapterVersionEntity;
import io.milora.persistence.JobEvents;
import io.milora.persistence.JobQueue;
import io.milora.persistence.Lease;
import io.milora.persistence.LeaseLostException;
import io.milora.persistence.TrainingJobEntity;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes one claimed job from its files to a published adapter. Whatever goes wrong fails the job,
 * never the worker. Runs on the worker's thread; {@link #requestStop} may come from any.
 */
@ApplicationScoped
class JobRunner {
  private static final Logger LOG = Logger.getLogger(JobRunner.class);

  private final JobQueue queue;
  private final JobEvents events;
  private final ArtifactStore artifacts;
  private final BaseLoader bases;
  private final CheckpointStore checkpoints;
  private final AdapterEvaluator evaluator;
  private final AdapterPublisher publisher;
  private final TrainingConfig config;
  private volatile @Nullable LeaseKeeper current;
  private volatile boolean stopping;

  JobRunner(
      JobQueue queue,
      JobEvents events,
      ArtifactStore artifacts,
      BaseLoader bases,
      CheckpointStore checkpoints,
      AdapterEvaluator evaluator,
      AdapterPublisher publisher,
      TrainingConfig config) {
    this.queue = queue;
    this.events = events;
    this.artifacts = artifacts;
    this.bases = bases;
    this.checkpoints = checkpoints;
    this.evaluator = evaluator;
    this.publisher = publisher;
    this.config = config;
  }

  /** Makes the job that runs, if any, go back to the queue between two steps. */
  void requestStop() {
    stopping = true;
    LeaseKeeper keeper = current;
    if (keeper != null) {
      keeper.requestStop(StopReason.SHUTDOWN);
    }
  }

  /** Works on a job until it has ended, is given back, or is lost. */
  void run(Lease lease) {
    try (LeaseKeeper keeper = new LeaseKeeper(queue, lease, config.lease(), config.heartbeat())) {
      current = keeper;
      if (stopping) {
        keeper.requestStop(StopReason.SHUTDOWN);
      }
      runOrFail(lease, keeper);
    } catch (LeaseLostException e) {
      LOG.warn(e.getMessage());
    } finally {
      current = null;
    }
  }

  private void runOrFail(Lease lease, LeaseKeeper keeper) {
    try {
      train(lease, keeper);
    } catch (LeaseLostException e) {
      throw e;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      if (JobFailures.isOurs(e)) {
        LOG.errorf(e, "Job %s failed", lease.jobId());
      }
      queue.fail(lease, JobFailures.problem(e));
    }
  }

  private void train(Lease lease, LeaseKeeper keeper) throws IOException {
    TrainingJobEntity job = queue.write(lease, j -> j);
    tell(lease, INFO, job.attempts > 1 ? "The job is taken up again" : "The job has started");
    LoadedBase base = bases.get(job.baseModel);
    TrainingPlan plan = plan(job);
    TrainingRows rows = rows(lease, job, base, plan);
    Checkpoint resume = checkpoints.newest(lease);
    if (resume != null) {
      tell(lease, INFO, "Training goes on from the checkpoint of step " + resume.step());
    }
    TrainingListener.Outcome outcome;
    try (EventWriter writer = new EventWriter(queue, events, lease, config.flush())) {
      outcome =
          base.trainer()
              .train(
                  plan,
                  rows.training().examples(),
                  rows.dev().examples(),
                  resume,
                  new JobListener(lease, writer, checkpoints, keeper));
      writer.flush();
    }
    if (!stop(lease, keeper)) {
      finish(lease, keeper, base, plan, rows, outcome);
    }
  }

  private void finish(
      Lease lease,
      LeaseKeeper keeper,
      LoadedBase base,
      TrainingPlan plan,
      TrainingRows rows,
      TrainingListener.Outcome outcome)
      throws IOException {
    tell(
        lease,
        INFO,
        "Training is done after %d steps; the adapter is being evaluated"
            .formatted(outcome.steps()));
    Evaluation evaluation =
        evaluator.evaluate(
            base.model(), outcome.adapter(), rows.dev().examples(), plan.training().maxLength());
    if (evaluation.measured()) {
      queue.write(
          lease,
          job -> {
            events.metrics(job, evaluation.summary(), MiloraJson.write(evaluation));
            return job;
          });
    }
    if (!stop(lease, keeper)) {
      AdapterVersionEntity version = publisher.publish(lease, base, outcome.adapter(), evaluation);
      LOG.infof("Job %s gave %s", lease.jobId(), version.modelName);
    }
  }

  private TrainingRows rows(Lease lease, TrainingJobEntity job, LoadedBase base, TrainingPlan plan)
      throws IOException {
    TrainingRows rows =
        TrainingRows.read(
            artifacts,
            base.model().encoder(),
            plan.training().maxLength(),
            new ContentHash(job.trainingHash),
            job.validationHash == null ? null : new ContentHash(job.validationHash));
    tell(
        lease,
        INFO,
        "Files are read: %d training rows, %d validation rows"
            .formatted(rows.training().examples().size(), rows.dev().examples().size()));
    int cut = rows.training().cut() + rows.dev().cut();
    if (cut > 0) {
      tell(
          lease,
          WARN,
          "The responses of %d rows go beyond max_length (%d tokens) and were cut off there"
              .formatted(cut, plan.training().maxLength()));
    }
    return rows;
  }

  /** Ends or gives back the job if there is a reason; true if there was. */
  private boolean stop(Lease lease, LeaseKeeper keeper) {
    StopReason reason = keeper.stopReason();
    switch (reason) {
      case null -> {}
      case CANCELLED -> queue.confirmCancellation(lease);
      case SHUTDOWN -> queue.giveBack(lease, "The worker is stopping; another one goes on");
      case LEASE_LOST -> LOG.warnf("Job %s belongs to another worker now", lease.jobId());
    }
    return reason != null;
  }

  private void tell(Lease lease, FineTuningJobEvent.Level level, String message) {
    queue.write(
        lease,
        job -> {
          events.message(job, level, message);
          return job;
        });
  }

  /** Every value was resolved when the job was created, so that no default is needed. */
  private static TrainingPlan plan(TrainingJobEntity job) {
    try {
      return MiloraJson.mapper()
          .readValue(job.hyperparameters, Hyperparameters.class)
          .resolve(job.method, new BaseDefaults(1, 1, 8), 1, job.seed);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Job " + job.id + " has unreadable hyperparameters", e);
    }
  }
}
