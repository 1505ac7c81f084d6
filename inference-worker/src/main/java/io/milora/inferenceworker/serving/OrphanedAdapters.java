package io.milora.inferenceworker.serving;

import io.milora.inferenceworker.WorkerConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Lets go, from disk and memory, of adapters that are not in the artifact store any more. Looks
 * there now and then instead of being told, so that a worker that was down misses nothing.
 */
@Singleton
public class OrphanedAdapters {
  private static final Logger LOG = Logger.getLogger(OrphanedAdapters.class);

  private final AdapterLoader loader;
  private final AdapterCache cache;
  private final WorkerConfig config;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("orphaned-adapters").daemon().factory());

  OrphanedAdapters(AdapterLoader loader, AdapterCache cache, WorkerConfig config) {
    this.loader = loader;
    this.cache = cache;
    this.config = config;
  }

  void start(@Observes StartupEvent event) {
    long turn = config.orphanInterval().toMillis();
    var _ = thread.scheduleWithFixedDelay(this::remove, 0, turn, TimeUnit.MILLISECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    thread.shutdownNow();
  }

  /** Does it once. */
  public void remove() {
    try {
      loader.removeOrphans();
      for (AdapterCache.Residency resident : cache.residents()) {
        if (!loader.isKept(resident.hash())) {
          cache.forget(resident.hash());
        }
      }
    } catch (IOException | RuntimeException e) { // the next turn may be better
      LOG.warnf("Adapters that nobody has any more are removed later: %s", e.getMessage());
    }
  }
}
