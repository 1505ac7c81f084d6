package io.milora.cli.local;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process of this machine, told apart from a later one with the same number.
 *
 * @param startedAtMillis when it started, milliseconds since 1970
 */
record ProcessIdentity(long pid, long startedAtMillis) {
  /** The system derives the start from its boot time, which clock corrections move. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private static final Duration POLL = Duration.ofMillis(100);

  static ProcessIdentity of(ProcessHandle process) {
    return new ProcessIdentity(
        process.pid(), process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
  }

  /** The process, if it still runs; one that ended and that nobody asked about does not. */
  Optional<ProcessHandle> running() {
    return ProcessHandle.of(pid)
        .filter(process -> process.info().command().isPresent())
        .filter(this::isSame);
  }

  /**
   * Waits for its end.
   *
   * @return whether it ended in time
   */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    Instant deadline = Instant.now().plus(limit);
    while (running().isPresent()) {
      if (Instant.now().isAfter(deadline)) {
        return false;
      }
      Thread.sleep(POLL);
    }
    return true;
  }

  private boolean isSame(ProcessHandle other) {
    return Math.abs(of(other).startedAtMillis - startedAtMillis) <= TOLERANCE.toMillis();
  }
}
