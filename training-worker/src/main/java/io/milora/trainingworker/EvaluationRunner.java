package io.milora.trainingworker;

import io.milora.artifacts.ArtifactStore;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.base.BaseModel;
import io.milora.engine.evaluate.EvaluationLimits;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.TenantId;
import io.milora.persistence.EvaluationEntity;
import io.milora.persistence.EvaluationQueue;
import io.milora.persistence.JobWish;
import io.milora.persistence.Lease;
import io.milora.persistence.LeaseLostException;
import io.milora.persistence.NamedModel;
import io.milora.persistence.NamedModels;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Takes evaluations that tenants asked for from the queue to their reports. Whatever goes wrong
 * fails the evaluation, never the worker. Thread-safe.
 */
@ApplicationScoped
class EvaluationRunner {
  private static final Logger LOG = Logger.getLogger(EvaluationRunner.class);

  private final EvaluationQueue queue;
  private final NamedModels models;
  private final AdapterStore adapters;
  private final AdapterEvaluator evaluator;
  private final ArtifactStore artifacts;
  private final DataFolder data;
  private final TrainingConfig config;
  private final Set<LeaseKeeper> current = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  EvaluationRunner(
      EvaluationQueue queue,
      NamedModels models,
      AdapterStore adapters,
      AdapterEvaluator evaluator,
      ArtifactStore artifacts,
      DataFolder data,
      TrainingConfig config) {
    this.queue = queue;
    this.models = models;
    this.adapters = adapters;
    this.evaluator = evaluator;
    this.artifacts = artifacts;
    this.data = data;
    this.config = config;
  }

  /** Makes the evaluations that run, if any, go back to the queue. */
  void requestStop() {
    stopping = true;
    current.forEach(keeper -> keeper.requestStop(StopReason.SHUTDOWN));
  }

  /**
   * Works on the next evaluation until it has ended, is given back, or is lost.
   *
   * @param worker id of the caller
   * @return whether there was one
   */
  boolean runNext(String worker) {
    Optional<Lease> lease = queue.claim(worker, config.lease());
    lease.ifPresent(this::run);
    return lease.isPresent();
  }

  /** Works on a claimed evaluation. */
  void run(Lease lease) {
    try (LeaseKeeper keeper =
        new LeaseKeeper(this::heartbeat, lease, config.lease(), config.heartbeat())) {
      current.add(keeper);
      if (stopping) {
        keeper.requestStop(StopReason.SHUTDOWN);
      }
      try {
        evaluateOrFail(lease, keeper);
      } finally {
        current.remove(keeper);
      }
    } catch (LeaseLostException e) {
      LOG.warn(e.getMessage());
    }
  }

  /** Nobody can cancel an evaluation. */
  private JobWish heartbeat(Lease lease, Duration duration) {
    queue.heartbeat(lease, duration);
    return JobWish.GO_ON;
  }

  private void evaluateOrFail(Lease lease, LeaseKeeper keeper) {
    try {
      Evaluated found = evaluate(lease.tenant(), queue.read(lease), keeper);
      queue.succeed(lease, found.report(), found.worst());
      LOG.infof("Evaluation %s: %s", lease.jobId(), found.report().summary());
    } catch (LeaseLostException e) {
      throw e;
    } catch (CancellationException e) {
      LOG.infof("Evaluation %s is stopped", lease.jobId());
      queue.giveBack(lease);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      if (JobFailures.isOurs(e)) {
        LOG.errorf(e, "Evaluation %s failed", lease.jobId());
      }
      queue.fail(lease, JobFailures.problem(e));
    }
  }

  private Evaluated evaluate(TenantId tenant, EvaluationEntity asked, LeaseKeeper keeper)
      throws IOException {
    try (BaseModel base = BaseModel.open(data.models().resolve(asked.baseModel))) {
      ContentHash dataset = new ContentHash(asked.datasetHash);
      EncodedRows rows =
          RowEncoder.encode(
              artifacts, dataset, base.encoder(), base.config().maxPositions(), "file");
      return evaluator.evaluate(
          base,
          adapter(tenant, asked.model, asked, base),
          asked.against == null ? null : adapter(tenant, asked.against, asked, base),
          new DevRows(dataset, rows.evaluationRows(null)),
          new EvaluationLimits(EvaluationLimits.DEFAULT.lossRows(), asked.answerRows, asked.seed),
          () -> keeper.stopReason() != null);
    }
  }

  private Adapter adapter(TenantId tenant, String name, EvaluationEntity asked, BaseModel base)
      throws IOException {
    if (name.equals(asked.baseModel)) {
      return BareBase.INSTANCE;
    }
    NamedModel model =
        models
            .exact(tenant, name)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        new Problem("model", "model_not_found", NamedModels.missing(name))));
    return adapters.get(model.content(), base);
  }
}
