package io.milora.trainingworker;

import io.milora.persistence.JobQueue;
import io.milora.persistence.Lease;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One of a worker's places for a job: claim a job, work on it, look for the next, on a thread of
 * its own.
 */
final class TrainingSlot {
  private static final Logger LOG = Logger.getLogger(TrainingSlot.class);

  private final int number;
  private final String worker;
  private final BooleanSupplier draining;
  private final JobQueue queue;
  private final JobRunner runner;
  private final EvaluationRunner evaluations;
  private final BaseRegistry registry;
  private final TrainingConfig config;
  private final CountDownLatch stopping;
  private final Thread thread;
  private volatile boolean looked;
  private volatile @Nullable String job;

  /**
   * A slot that does not work yet.
   *
   * @param number from 0
   * @param worker id of the worker it belongs to
   * @param draining whether nothing new is to be begun at the moment
   * @param stopping open as long as jobs are to be claimed
   */
  TrainingSlot(
      int number,
      String worker,
      BooleanSupplier draining,
      JobQueue queue,
      JobRunner runner,
      EvaluationRunner evaluations,
      BaseRegistry registry,
      TrainingConfig config,
      CountDownLatch stopping) {
    this.number = number;
    this.worker = worker;
    this.draining = draining;
    this.queue = queue;
    this.runner = runner;
    this.evaluations = evaluations;
    this.registry = registry;
    this.config = config;
    this.stopping = stopping;
    thread = Thread.ofPlatform().name("training-" + number).unstarted(this::loop);
  }

  void start() {
    thread.start();
  }

  /** Waits for the end of the loop; false if it takes longer. */
  boolean join(Duration limit) throws InterruptedException {
    return thread.join(limit);
  }

  /** Whether the queue has answered once. */
  boolean ready() {
    return looked;
  }

  /** What the slot does right now. */
  WorkerStatus.Slot status() {
    return new WorkerStatus.Slot(number, job);
  }

  private void loop() {
    try {
      while (stopping.getCount() > 0) {
        boolean worked = !draining.getAsBoolean() && tryOnce();
        if (!worked && stopping.await(config.poll().toMillis(), TimeUnit.MILLISECONDS)) {
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** True if there was a job or an evaluation. A database that is away is waited for. */
  private boolean tryOnce() {
    try {
      registry.registerNew();
      Optional<Lease> lease = queue.claim(worker, config.lease(), config.fairShare());
      looked = true;
      lease.ifPresent(this::work);
      return evaluations.runNext(worker) || lease.isPresent();
    } catch (RuntimeException e) {
      LOG.error("No job could be claimed or ended; trying again", e);
      return false;
    }
  }

  private void work(Lease lease) {
    job = lease.jobId();
    try {
      runner.run(lease);
    } finally {
      job = null;
    }
  }
}
