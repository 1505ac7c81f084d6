package io.milora.inferenceworker.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.milora.inferenceworker.WorkerConfig;
import io.milora.inferenceworker.WorkerIdentity;
import io.milora.inferenceworker.metrics.Asked;
import io.milora.inferenceworker.metrics.RequestEnd;
import io.milora.inferenceworker.metrics.RequestListener;
import io.milora.persistence.ServedSpan;
import io.milora.persistence.ServedSpans;
import io.milora.persistence.UsageCounts;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Keeps what was served in the database, several times a minute and once more at the end: a killed
 * worker loses what came since the last time. While the database is away, everything waits here.
 * Requests pass through a queue, so that no step waits for the database or for histograms.
 * Thread-safe.
 */
@Singleton
public class LedgerWriter implements RequestListener {
  private static final Logger LOG = Logger.getLogger(LedgerWriter.class);

  /** The engine, which ends the last requests, has gone down by then. */
  private static final int LATE = 10_000;

  /** How long a request may take from its end to the queue. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** Minutes and hours of tenants: those of 100 tenants for over an hour and a half. */
  private static final int MOST_WAITING = 10_000;

  /** Whoever fails so often in a row has no database. */
  private static final int MOST_FAILURES = 3;

  private final ServedSpans spans;
  private final Duration interval;
  private final Counter lost;
  private final String worker;
  private final Queue<Consumer<Ledger>> entries = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("ledger").daemon().factory());

  // Guarded by this.
  private final Ledger ledger = new Ledger();

  /** Writes nothing by itself until the program has started. */
  @Inject
  public LedgerWriter(
      ServedSpans spans, MeterRegistry registry, WorkerConfig config, WorkerIdentity identity) {
    this.spans = spans;
    worker = identity.id();
    interval = config.ledgerInterval();
    lost =
        Counter.builder("milora:ledger_lost_requests")
            .description("Requests that are counted nowhere, as the database was away too long.")
            .register(registry);
  }

  @Override
  public void refused(Asked asked) {
    Instant at = Instant.now();
    entries.add(ledger -> ledger.add(asked, at, new UsageCounts(1, 1, 0, 0, 0), Map.of()));
  }

  @Override
  public void ended(RequestEnd end) {
    entries.add(ledger -> ledger.add(end.asked(), end.at(), end.usage(), end.latencies()));
  }

  void start(@Observes StartupEvent event) {
    var _ =
        thread.scheduleWithFixedDelay(
            this::write, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  void stop(@Observes @Priority(LATE) ShutdownEvent event) {
    thread.shutdown();
    write();
  }

  /** Writes what has changed since the last time. */
  public synchronized void write() {
    Instant seen = Instant.now().minus(GRACE);
    for (Consumer<Ledger> entry = entries.poll(); entry != null; entry = entries.poll()) {
      entry.accept(ledger);
    }
    int failures = 0;
    for (ServedSpan span : ledger.unwritten()) {
      if (failures < MOST_FAILURES && !write(span)) {
        failures++;
      }
    }
    long forgotten = ledger.close(seen, MOST_WAITING);
    if (forgotten > 0) {
      lost.increment((double) forgotten);
      LOG.errorf("%d requests could not be counted; the database was away too long", forgotten);
    }
  }

  private boolean write(ServedSpan span) {
    try {
      spans.put(worker, span);
      ledger.written(span);
      return true;
    } catch (RuntimeException e) { // whatever it is, later may be better
      LOG.warnf(
          "What was served to %s in the %s of %s is written later: %s",
          span.tenant(), span.span(), span.start(), e.getMessage());
      return false;
    }
  }
}
