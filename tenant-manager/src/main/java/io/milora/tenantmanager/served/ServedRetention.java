package io.milora.tenantmanager.served;

import io.milora.persistence.ServedDays;
import io.milora.persistence.ServedSpans;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Deletes what was served too long ago, and adds up the days that are over. */
@Singleton
class ServedRetention {
  private static final Logger LOG = Logger.getLogger(ServedRetention.class);

  /** After its end a day is hardly written to any more. */
  private static final Duration SETTLED = Duration.ofHours(1);

  private static final int AT_ONCE = 20;

  private final ServedSpans spans;
  private final ServedDays days;
  private final ServedConfig config;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("retention").daemon().factory());

  ServedRetention(ServedSpans spans, ServedDays days, ServedConfig config) {
    this.spans = spans;
    this.days = days;
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
    try {
      addUp(Instant.now().minus(SETTLED));
    } catch (RuntimeException e) { // the next time may be better
      LOG.warnf("Days of usage could not be added up: %s", e.getMessage());
    }
  }

  private void addUp(Instant endedBefore) {
    List<ServedDays.Day> due = days.due(endedBefore, AT_ONCE);
    while (!due.isEmpty() && !thread.isShutdown()) {
      due.forEach(days::addUp);
      due = days.due(endedBefore, AT_ONCE);
    }
  }
}
