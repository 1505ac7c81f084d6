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

  static ProcessIdentity of(ProcessHandle process) {
    return new ProcessIdentity(
        process.pid(), process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
  }

  /** The process, if it still runs. */
  Optional<ProcessHandle> running() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isSame);
  }

  private boolean isSame(ProcessHandle other) {
    return Math.abs(of(other).startedAtMillis - startedAtMillis) <= TOLERANCE.toMillis();
  }
}
