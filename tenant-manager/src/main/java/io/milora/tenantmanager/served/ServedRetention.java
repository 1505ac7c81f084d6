package io.milora.tenantmanager.served;

import io.milora.persistence.ServedSpans;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Deletes what was served too long ago. */
@Singleton
class ServedRetention {
  private static final Logger LOG = Logger.getLogger(ServedRetention.class);

  private final ServedSpans spans;
  private final ServedConfig config;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("retention").daemon().factory());

  ServedRetention(ServedSpans spans, ServedConfig config) {
    this.spans = spans;
    this.config = config;
  }

  void start(@Observes StartupEvent event) {
    var _ =
        thread.scheduleWithFixedDelay(
            this::clean, 0, config.cleanEvery().toMillis(), TimeUnit.MILLISECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    thread.shutdownNow();
  }

  void clean() {
    try {
      Instant now = Instant.now();
      spans.forget(now.minus(config.minutesKept()), now.minus(config.hoursKept()));
    } catch (RuntimeException e) { // the next time may be better
      LOG.warnf("Old usage could not be deleted: %s", e.getMessage());
    }
  }
}
