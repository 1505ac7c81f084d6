package io.milora.trainingworker;

import io.milora.persistence.Lease;
import io.milora.persistence.LeaseLostException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Renews a lease from a thread of its own, and collects reasons to stop; the first one counts.
 * Thread-safe.
 */
final class LeaseKeeper implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LeaseKeeper.class);

  private final BiPredicate<Lease, Duration> renewal;
  private final Lease lease;
  private final Duration duration;
  private final AtomicReference<@Nullable StopReason> stop = new AtomicReference<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("lease").daemon().factory());

  /**
   * Starts renewing.
   *
   * @param renewal renews a lease for a time and says whether the tenant wants an end; throws
   *     {@link LeaseLostException} if the lease does not hold
   */
  LeaseKeeper(
      BiPredicate<Lease, Duration> renewal, Lease lease, Duration duration, Duration heartbeat) {
    this.renewal = renewal;
    this.lease = lease;
    this.duration = duration;
    var _ =
        thread.scheduleWithFixedDelay(this::beat, 0, heartbeat.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Why to stop, or null to go on. */
  @Nullable StopReason stopReason() {
    return stop.get();
  }

  /** Asks to stop between steps. */
  void requestStop(StopReason reason) {
    stop.compareAndSet(null, reason);
  }

  private void beat() {
    try {
      if (renewal.test(lease, duration)) {
        requestStop(StopReason.CANCELLED);
      }
    } catch (LeaseLostException e) {
      // Also so when the job has just ended; the runner knows which.
      LOG.debug(e.getMessage());
      requestStop(StopReason.LEASE_LOST);
    } catch (RuntimeException e) {
      // The database may be back before the lease expires; if not, the next write is refused.
      LOG.warnf(e, "The lease on job %s could not be renewed", lease.jobId());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
