package io.milora.trainingworker;

import io.milora.model.PublicId;
import io.milora.model.WorkerReport;
import io.milora.persistence.JobQueue;
import io.milora.persistence.ProcessMemory;
import io.milora.persistence.WorkerEntity;
import io.milora.persistence.Workers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The process: starts its slots, gives signs of life, and lets go of all jobs at the end. */
@ApplicationScoped
class TrainingWorker {
  private static final Logger LOG = Logger.getLogger(TrainingWorker.class);

  private final String id = PublicId.WORKER.next();
  private final JobRunner runner;
  private final EvaluationRunner evaluations;
  private final Workers workers;
  private final TrainingConfig config;
  private final String address;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final List<TrainingSlot> slots;
  private volatile boolean stopped;

  /** Whether operators want it to take no new jobs. */
  private volatile boolean draining;

  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("heart").daemon().factory());

  TrainingWorker(
      JobQueue queue,
      JobRunner runner,
      EvaluationRunner evaluations,
      BaseRegistry registry,
      Workers workers,
      TrainingConfig config,
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "quarkus.http.port") int port) {
    this.runner = runner;
    this.evaluations = evaluations;
    this.workers = workers;
    this.config = config;
    this.address = "http://" + host + ":" + port;
    slots =
        IntStream.range(0, config.slots())
            .mapToObj(
                number ->
                    new TrainingSlot(
                        number,
                        id,
                        () -> draining,
                        queue,
                        runner,
                        evaluations,
                        registry,
                        config,
                        stopping))
            .toList();
  }

  /** What this worker does right now. */
  WorkerStatus status() {
    List<WorkerStatus.Slot> now = slots.stream().map(TrainingSlot::status).toList();
    return new WorkerStatus(id, state(now), now);
  }

  private WorkerEntity.State state(List<WorkerStatus.Slot> now) {
    if (stopped) {
      return WorkerEntity.State.STOPPED;
    }
    if (draining || stopping.getCount() == 0) {
      return WorkerEntity.State.DRAINING;
    }
    if (slots.stream().noneMatch(TrainingSlot::ready)) {
      return WorkerEntity.State.STARTING;
    }
    boolean busy = now.stream().anyMatch(slot -> slot.job() != null);
    return busy ? WorkerEntity.State.BUSY : WorkerEntity.State.IDLE;
  }

  void start(@Observes StartupEvent event) {
    if (config.enabled()) {
      var _ =
          heart.scheduleWithFixedDelay(
              this::beat, 0, config.heartbeat().toMillis(), TimeUnit.MILLISECONDS);
      slots.forEach(TrainingSlot::start);
    }
  }

  /** Lets the steps that run come to their end, as far as there is time. */
  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    if (!config.enabled()) {
      return;
    }
    stopping.countDown();
    runner.requestStop();
    evaluations.requestStop();
    Instant deadline = Instant.now().plus(config.stop());
    for (TrainingSlot slot : slots) {
      Duration left = Duration.between(Instant.now(), deadline);
      if (!slot.join(left.isNegative() ? Duration.ZERO : left)) {
        LOG.warnf(
            "The step of job %s takes longer than the time to stop; it goes on elsewhere",
            slot.status().job());
      }
    }
    heart.shutdownNow();
    stopped = true;
    beat();
  }

  private WorkerReport report(WorkerStatus now) {
    int busy = (int) now.slots().stream().filter(slot -> slot.job() != null).count();
    String device = "CPU, %d threads".formatted(config.computeThreads());
    return new WorkerReport(device, now.slots().size(), busy, 0, ProcessMemory.resident(), null);
  }

  private void beat() {
    try {
      draining =
          workers.heartbeat(
              id, WorkerEntity.Kind.TRAINING, address, status().state(), report(status()));
    } catch (RuntimeException e) {
      LOG.warnf("No sign of life could be given: %s", e.getMessage());
    }
  }
}
