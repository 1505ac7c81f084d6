package io.milora.trainingworker;

import io.milora.persistence.JobWish;
import io.milora.persistence.Lease;
import io.milora.persistence.LeaseLostException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Renews a lease from a thread of its own, and collects reasons to stop; the first one counts.
 * Thread-safe, but {@link #lookForStop} belongs to the thread that trains.
 */
final class LeaseKeeper implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LeaseKeeper.class);

  /** Steps of tiny models take less; a look at the database should not slow them down. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private final BiFunction<Lease, Duration, JobWish> renewal;
  private final Lease lease;
  private final Duration duration;
  private final AtomicReference<@Nullable StopReason> stop = new AtomicReference<>();
  private long looked = System.nanoTime() - LOOK.toNanos();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("lease").daemon().factory());

  /**
   * Starts renewing.
   *
   * @param renewal renews a lease for a time and says what the tenant wants; throws {@link
   *     LeaseLostException} if the lease does not hold
   */
  LeaseKeeper(
      BiFunction<Lease, Duration, JobWish> renewal,
      Lease lease,
      Duration duration,
      Duration heartbeat) {
    this.renewal = renewal;
    this.lease = lease;
    this.duration = duration;
    var _ =
        thread.scheduleWithFixedDelay(this::beat, 0, heartbeat.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Why to stop, or null to go on, as far as is known. */
  @Nullable StopReason stopReason() {
    return stop.get();
  }

  /**
   * Looks for a reason to stop before the next step, unless it was looked for just now: a wish is
   * followed within one step.
   */
  @Nullable StopReason lookForStop(Supplier<JobWish> wish) {
    long now = System.nanoTime();
    if (stop.get() == null && now - looked >= LOOK.toNanos()) {
      looked = now;
      ask(wish);
    }
    return stop.get();
  }

  /** Asks to stop between steps. Giving way to others is given up for any other reason. */
  void requestStop(StopReason reason) {
    stop.updateAndGet(earlier -> earlier == null || earlier == StopReason.YIELD ? reason : earlier);
  }

  private void beat() {
    ask(() -> renewal.apply(lease, duration));
  }

  private void ask(Supplier<JobWish> question) {
    try {
      switch (question.get()) {
        case GO_ON -> {}
        case PAUSE -> requestStop(StopReason.PAUSED);
        case CANCEL -> requestStop(StopReason.CANCELLED);
      }
    } catch (LeaseLostException e) {
      // Also so when the job has just ended; the runner knows which.
      LOG.debug(e.getMessage());
      requestStop(StopReason.LEASE_LOST);
    } catch (RuntimeException e) {
      // The database may be back before the lease expires; if not, the next write is refused.
      LOG.warnf(e, "The database does not answer about job %s", lease.jobId());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
