package io.milora.trainingworker;

import io.milora.model.PublicId;
import io.milora.persistence.JobQueue;
import io.milora.persistence.Lease;
import io.milora.persistence.WorkerEntity;
import io.milora.persistence.Workers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The loop: claim a job, work on it, look for the next. One job at a time, on one thread. */
@ApplicationScoped
class TrainingWorker {
  private static final Logger LOG = Logger.getLogger(TrainingWorker.class);

  private final String id = PublicId.WORKER.next();
  private final JobQueue queue;
  private final JobRunner runner;
  private final BaseRegistry registry;
  private final Workers workers;
  private final TrainingConfig config;
  private final String address;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile WorkerEntity.State state = WorkerEntity.State.STARTING;
  private volatile @Nullable String job;
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("heart").daemon().factory());
  private @Nullable Thread thread;

  TrainingWorker(
      JobQueue queue,
      JobRunner runner,
      BaseRegistry registry,
      Workers workers,
      TrainingConfig config,
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "quarkus.http.port") int port) {
    this.queue = queue;
    this.runner = runner;
    this.registry = registry;
    this.workers = workers;
    this.config = config;
    this.address = "http://" + host + ":" + port;
  }

  /** What this worker does right now. */
  WorkerStatus status() {
    return new WorkerStatus(id, state, job);
  }

  void start(@Observes StartupEvent event) {
    if (config.enabled()) {
      var _ =
          heart.scheduleWithFixedDelay(
              this::beat, 0, config.heartbeat().toMillis(), TimeUnit.MILLISECONDS);
      thread = Thread.ofPlatform().name("training").start(this::loop);
    }
  }

  /** Lets the step that runs come to its end, as far as there is time. */
  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    if (!config.enabled()) {
      return;
    }
    stopping.countDown();
    state = WorkerEntity.State.DRAINING;
    runner.requestStop();
    Thread running = thread;
    if (running != null && !running.join(config.stop())) {
      LOG.warn("The step takes longer than the time to stop; its job goes on elsewhere");
    }
    heart.shutdownNow();
    state = WorkerEntity.State.STOPPED;
    beat();
  }

  private void loop() {
    try {
      while (stopping.getCount() > 0) {
        boolean worked = tryOnce();
        if (!worked && stopping.await(config.poll().toMillis(), TimeUnit.MILLISECONDS)) {
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** True if there was a job. A database that is away is waited for. */
  private boolean tryOnce() {
    try {
      registry.registerNew();
      Optional<Lease> lease = queue.claim(id, config.lease());
      lease.ifPresent(this::work);
      state = WorkerEntity.State.IDLE;
      return lease.isPresent();
    } catch (RuntimeException e) {
      LOG.error("No job could be claimed or ended; trying again", e);
      return false;
    }
  }

  private void work(Lease lease) {
    job = lease.jobId();
    state = WorkerEntity.State.BUSY;
    try {
      runner.run(lease);
    } finally {
      job = null;
    }
  }

  private void beat() {
    try {
      workers.heartbeat(id, WorkerEntity.Kind.TRAINING, address, state);
    } catch (RuntimeException e) {
      LOG.warnf("No sign of life could be given: %s", e.getMessage());
    }
  }
}
