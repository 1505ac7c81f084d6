package io.milora.inferenceworker.serving;

import io.milora.engine.batch.SchedulerState;
import io.milora.inferenceworker.WorkerIdentity;
import io.milora.persistence.WorkerEntity;
import io.milora.persistence.Workers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Registers this server with the platform, and gives signs of life. */
@Singleton
class WorkerHeart {
  private static final Logger LOG = Logger.getLogger(WorkerHeart.class);
  private static final Duration BEAT = Duration.ofSeconds(10);

  private final Workers workers;
  private final ServedBase base;
  private final String id;
  private final String address;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("heart").daemon().factory());

  WorkerHeart(
      Workers workers,
      ServedBase base,
      WorkerIdentity identity,
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "quarkus.http.port") int port) {
    this.workers = workers;
    this.base = base;
    id = identity.id();
    address = "http://" + host + ":" + port;
  }

  void start(@Observes StartupEvent event) {
    beat(state());
    var _ =
        thread.scheduleWithFixedDelay(
            () -> beat(state()), BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    thread.shutdownNow();
    beat(WorkerEntity.State.STOPPED);
  }

  private WorkerEntity.State state() {
    SchedulerState now = base.scheduler().state();
    if (!base.scheduler().alive()) {
      return WorkerEntity.State.DRAINING;
    }
    return now.running().isEmpty() ? WorkerEntity.State.IDLE : WorkerEntity.State.BUSY;
  }

  private void beat(WorkerEntity.State state) {
    try {
      workers.heartbeat(id, WorkerEntity.Kind.INFERENCE, address, state);
    } catch (RuntimeException e) {
      LOG.warnf("No sign of life could be given: %s", e.getMessage());
    }
  }
}
