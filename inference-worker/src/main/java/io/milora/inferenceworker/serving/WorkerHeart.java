package io.milora.inferenceworker.serving;

import io.milora.engine.base.catalogue.BaseCatalogue;
import io.milora.engine.batch.SchedulerState;
import io.milora.inferenceworker.WorkerConfig;
import io.milora.inferenceworker.WorkerIdentity;
import io.milora.inferenceworker.serving.AdapterCache.Residency;
import io.milora.model.WorkerReport;
import io.milora.persistence.BaseModels;
import io.milora.persistence.ProcessMemory;
import io.milora.persistence.WorkerEntity;
import io.milora.persistence.Workers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Registers this server and its base model with the platform, and gives signs of life. */
@Singleton
class WorkerHeart {
  private static final Logger LOG = Logger.getLogger(WorkerHeart.class);
  private static final Duration BEAT = Duration.ofSeconds(10);

  /** What operators look at; memory may hold thousands. */
  private static final int MOST_ADAPTERS = 32;

  private final Workers workers;
  private final BaseModels bases;
  private final ServedBase base;
  private final AdapterCache adapters;
  private final int threads;
  private final long adapterMemory;
  private final String id;
  private final String address;
  private volatile boolean baseKnown;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("heart").daemon().factory());

  WorkerHeart(
      Workers workers,
      BaseModels bases,
      ServedBase base,
      AdapterCache adapters,
      WorkerConfig config,
      WorkerIdentity identity,
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "quarkus.http.port") int port) {
    this.workers = workers;
    this.bases = bases;
    this.base = base;
    this.adapters = adapters;
    threads = config.threads().orElseGet(() -> Runtime.getRuntime().availableProcessors());
    adapterMemory = config.adapterMemory().asLongValue();
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
    if (base.isDraining() || !base.scheduler().alive()) {
      return WorkerEntity.State.DRAINING;
    }
    return now.running().isEmpty() ? WorkerEntity.State.IDLE : WorkerEntity.State.BUSY;
  }

  private WorkerReport report() {
    SchedulerState now = base.scheduler().state();
    List<Residency> residents = adapters.residents().reversed();
    return new WorkerReport(
        "CPU, %s, %d threads"
            .formatted(base.engine().precision().name().toLowerCase(Locale.ROOT), threads),
        base.widest(1),
        now.running().size(),
        now.waiting().size(),
        ProcessMemory.resident(),
        new WorkerReport.Adapters(
            residents.size(),
            residents.stream().mapToLong(Residency::bytes).sum(),
            adapterMemory,
            residents.stream().limit(MOST_ADAPTERS).map(WorkerHeart::resident).toList()));
  }

  private static WorkerReport.Resident resident(Residency adapter) {
    return new WorkerReport.Resident(
        adapter.hash().hex(), adapter.bytes(), adapter.leases(), adapter.pinned());
  }

  /** Adapters can be taken in for it then, also where no training worker has seen it. */
  private void tellOfBase() {
    if (!baseKnown) {
      bases.registerIfUnknown(BaseCatalogue.builtIn().registration(base.name(), base.model()));
      baseKnown = true;
    }
  }

  private void beat(WorkerEntity.State state) {
    try {
      base.drain(workers.heartbeat(id, WorkerEntity.Kind.INFERENCE, address, state, report()));
      tellOfBase();
    } catch (RuntimeException e) {
      LOG.warnf("The platform could not be told of this server: %s", e.getMessage());
    }
  }
}
