package io.milora.cli.local;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Processes of a system whose supervisor was killed. */
final class Leftovers {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final DataFolder data;

  Leftovers(DataFolder data) {
    this.data = data;
  }

  /**
   * Ends all of them, and returns when they are gone.
   *
   * @return how many there were
   */
  int end() throws IOException, InterruptedException {
    Optional<SystemState> state = JsonFile.read(data.state(), SystemState.class);
    if (state.isEmpty() || state.get().isRunning()) {
      return 0;
    }
    List<ProcessHandle> running = state.get().runningPrograms();
    // The database last: the others still write while they end.
    for (ProcessHandle process : running.reversed()) {
      process.destroy();
      if (!ProcessIdentity.of(process).awaitEnd(STOP_LIMIT)) {
        process.destroyForcibly();
      }
    }
    return running.size();
  }
}
