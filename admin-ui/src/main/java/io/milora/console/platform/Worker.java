package io.milora.console.platform;

import io.milora.model.WorkerReport;
import org.jspecify.annotations.Nullable;

/**
 * A worker process. Times are seconds since 1970.
 *
 * @param lost whether it has been silent for too long without having stopped
 * @param drain whether it is to finish what it has and take nothing new
 * @param report what it said of itself last; null before that
 */
public record Worker(
    String id,
    Kind kind,
    State state,
    String address,
    long startedAt,
    long heartbeatAt,
    boolean lost,
    boolean drain,
    @Nullable WorkerReport report) {
  /** Which program. */
  public enum Kind {
    TRAINING,
    INFERENCE
  }

  /** What it does. */
  public enum State {
    STARTING,
    IDLE,
    BUSY,
    DRAINING,
    STOPPED
  }

  /** Whether it gives signs of life. */
  public boolean isAlive() {
    return !lost && state != State.STOPPED;
  }
}
