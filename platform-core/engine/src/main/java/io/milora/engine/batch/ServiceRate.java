package io.milora.engine.batch;

import java.time.Duration;
import java.util.Optional;

/**
 * How much a scheduler gets done, averaged over its last busy time with exponential forgetting. Not
 * thread-safe.
 */
final class ServiceRate {
  private static final double MEMORY_SECONDS = 10;

  private double cost;
  private double seconds;

  /** So much was done in so much time. */
  void add(double done, Duration time) {
    double passed = time.toNanos() / 1e9;
    double kept = Math.exp(-passed / MEMORY_SECONDS);
    cost = cost * kept + done;
    seconds = seconds * kept + passed;
  }

  /** How long some work takes; empty before anything was done. */
  Optional<Duration> timeFor(double work) {
    return cost == 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos((long) (work * seconds / cost * 1e9)));
  }
}
