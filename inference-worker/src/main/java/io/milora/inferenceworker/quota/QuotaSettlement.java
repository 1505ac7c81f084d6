package io.milora.inferenceworker.quota;

import io.milora.persistence.QuotaReservations;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Settles what requests used after they have ended, beside the scheduler's thread; keeps the
 * bookings of those under way and gives back those of workers that died. What cannot be settled, as
 * the database is away, is tried again. Thread-safe.
 */
@Singleton
public class QuotaSettlement {
  /** After which the bookings of a dead worker are given back. */
  static final Duration LEASE = Duration.ofSeconds(30);

  private static final Logger LOG = Logger.getLogger(QuotaSettlement.class);
  private static final Duration RENEWAL = LEASE.dividedBy(3);
  private static final Duration LAST_SETTLEMENTS = Duration.ofSeconds(5);

  private final QuotaReservations reservations;
  private final Set<Long> underWay = ConcurrentHashMap.newKeySet();
  private final Queue<Used> unsettled = new ArrayDeque<>(); // of the executor's thread
  private final ScheduledFuture<?> renewal;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("quota-settlement").daemon().factory());

  QuotaSettlement(QuotaReservations reservations) {
    this.reservations = reservations;
    renewal =
        executor.scheduleWithFixedDelay(this::renew, 0, RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  void keep(long booking) {
    underWay.add(booking);
  }

  /** Ends a booking, soon; never throws. */
  void settle(long booking, long tokens) {
    try {
      executor.execute(() -> settleNow(new Used(booking, tokens)));
    } catch (RejectedExecutionException e) {
      LOG.debugf("The program ends; booking %d is left to its lease", booking);
    }
  }

  private void settleNow(Used used) {
    try {
      reservations.settle(used.booking(), used.tokens());
      underWay.remove(used.booking());
    } catch (RuntimeException e) {
      LOG.warnf("Booking %d is not settled yet: %s", used.booking(), e.getCause());
      unsettled.add(used);
    }
  }

  private void renew() {
    try {
      for (int left = unsettled.size(); left > 0; left--) {
        settleNow(unsettled.remove());
      }
      reservations.renew(List.copyOf(underWay), LEASE);
      int lost = reservations.releaseLost();
      if (lost > 0) {
        LOG.infof("Gave back %d bookings of workers that died", lost);
      }
    } catch (RuntimeException e) {
      LOG.warnf("Bookings are not renewed: %s", e.getCause());
    }
  }

  /** What a request used. */
  private record Used(long booking, long tokens) {}

  @PreDestroy
  void settleTheLast() throws InterruptedException {
    renewal.cancel(false);
    executor.shutdown();
    if (!executor.awaitTermination(LAST_SETTLEMENTS.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.warnf("%d bookings are left to their leases", underWay.size());
    }
  }
}
