package io.milora.trainingworker;

import static io.milora.model.openai.FineTuningJobEvent.Level.INFO;

import io.milora.engine.adapter.BareBase;
import io.milora.engine.evaluate.EvaluationLimits;
import io.milora.model.MethodSettings;
import io.milora.model.json.MiloraJson;
import io.milora.persistence.AdapterVersionEntity;
import io.milora.persistence.JobEvents;
import io.milora.persistence.JobQueue;
import io.milora.persistence.Lease;
import io.milora.persistence.LeaseLostException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Takes claimed jobs from their files to published adapters. Whatever goes wrong fails the job,
 * never the worker; a full disk, which is not the job's fault, only pauses it. Thread-safe: each
 * slot runs one job on its own thread.
 */
@ApplicationScoped
class JobRunner {
  private static final Logger LOG = Logger.getLogger(JobRunner.class);

  private final JobQueue queue;
  private final JobEvents events;
  private final BaseLoader bases;
  private final AdapterTraining adapterTraining;
  private final MixtureTraining mixtureTraining;
  private final AdapterEvaluator evaluator;
  private final AdapterPublisher publisher;
  private final TrainingConfig config;
  private final Set<LeaseKeeper> current = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  JobRunner(
      JobQueue queue,
      JobEvents events,
      BaseLoader bases,
      AdapterTraining adapterTraining,
      MixtureTraining mixtureTraining,
      AdapterEvaluator evaluator,
      AdapterPublisher publisher,
      TrainingConfig config) {
    this.queue = queue;
    this.events = events;
    this.bases = bases;
    this.adapterTraining = adapterTraining;
    this.mixtureTraining = mixtureTraining;
    this.evaluator = evaluator;
    this.publisher = publisher;
    this.config = config;
  }

  /** Makes the jobs that run, if any, go back to the queue between two steps. */
  void requestStop() {
    stopping = true;
    current.forEach(keeper -> keeper.requestStop(StopReason.SHUTDOWN));
  }

  /** Works on a job until it has ended, is given back, or is lost. */
  void run(Lease lease) {
    try (LeaseKeeper keeper =
        new LeaseKeeper(queue::heartbeat, lease, config.lease(), config.heartbeat())) {
      current.add(keeper);
      if (stopping) {
        keeper.requestStop(StopReason.SHUTDOWN);
      }
      try {
        runOrFail(lease, keeper);
      } finally {
        current.remove(keeper);
      }
    } catch (LeaseLostException e) {
      LOG.warn(e.getMessage());
    }
  }

  private void runOrFail(Lease lease, LeaseKeeper keeper) {
    try {
      work(new RunningJob(queue, events, keeper, lease, config.fairShare()));
    } catch (LeaseLostException e) {
      throw e;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      if (JobFailures.isOurs(e)) {
        LOG.errorf(e, "Job %s failed", lease.jobId());
      }
      if (JobFailures.isStorageFull(e)) {
        queue.pauseForStorage(lease, JobFailures.STORAGE_FULL);
      } else {
        queue.fail(lease, JobFailures.problem(e));
      }
    }
  }

  private void work(RunningJob job) throws IOException {
    job.tell(INFO, job.asked().attempts > 1 ? "The job is taken up again" : "The job has started");
    try (LoadedBase base = bases.get(job.asked().baseModel)) {
      TrainedAdapter trained = method(job).train(job, base);
      if (!stop(job, trained.stopped())) {
        finish(job, base, trained);
      }
    }
  }

  /** Each method's way from files to an adapter. */
  private JobMethod method(RunningJob job) {
    return switch (job.plan().method()) {
      case MethodSettings.Lora _, MethodSettings.MiLora _ -> adapterTraining;
      case MethodSettings.Moa _ -> mixtureTraining;
    };
  }

  private void finish(RunningJob job, LoadedBase base, TrainedAdapter trained) throws IOException {
    job.tell(
        INFO,
        "Training is done after %d steps; the adapter is being evaluated"
            .formatted(trained.steps()));
    Evaluated evaluated;
    try {
      evaluated = evaluate(job, base, trained);
    } catch (CancellationException e) {
      stop(job, false);
      return;
    }
    if (evaluated.measured()) {
      job.tellMetrics(evaluated.report().summary(), MiloraJson.write(evaluated.report()));
    }
    if (!stop(job, false)) {
      AdapterVersionEntity version =
          publisher.publish(job.lease(), base, trained.adapter(), evaluated);
      LOG.infof("Job %s gave %s", job.lease().jobId(), version.modelName);
    }
  }

  private Evaluated evaluate(RunningJob job, LoadedBase base, TrainedAdapter trained) {
    return evaluator.evaluate(
        base.model(),
        trained.adapter(),
        BareBase.INSTANCE,
        trained.dev(),
        // One seed for all jobs, so that their measurements on one file can be compared.
        new EvaluationLimits(
            EvaluationLimits.DEFAULT.lossRows(),
            config.evaluationRows(),
            EvaluationLimits.DEFAULT.seed()),
        job::endRequested);
  }

  /**
   * Ends or gives back the job if there is a reason; true if there was.
   *
   * @param early whether steps are left; only then it can give way to others
   */
  private boolean stop(RunningJob job, boolean early) {
    StopReason reason = job.stopReason();
    if (reason == StopReason.YIELD && !early) {
      return false;
    }
    Lease lease = job.lease();
    switch (reason) {
      case null -> {}
      case CANCELLED -> queue.confirmCancellation(lease);
      case PAUSED -> queue.confirmPause(lease);
      case YIELD -> queue.yieldTurn(lease);
      case SHUTDOWN -> queue.giveBack(lease, "The worker is stopping; another one goes on");
      case LEASE_LOST -> LOG.warnf("Job %s belongs to another worker now", lease.jobId());
    }
    return reason != null;
  }
}
