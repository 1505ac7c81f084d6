package io.milora.cli.local;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Processes of a system whose supervisor was killed. */
final class Leftovers {
  private static final long STOP_SECONDS = 20;

  private final DataFolder data;

  Leftovers(DataFolder data) {
    this.data = data;
  }

  /**
   * Ends all of them, and returns when they are gone.
   *
   * @return how many there were
   */
  int end() throws IOException {
    Optional<SystemState> state = JsonFile.read(data.state(), SystemState.class);
    if (state.isEmpty() || state.get().isRunning()) {
      return 0;
    }
    List<ProcessHandle> running = state.get().runningPrograms();
    // The database last: the others still write while they end.
    for (ProcessHandle process : running.reversed()) {
      process.destroy();
      CompletableFuture<ProcessHandle> end =
          process.onExit().completeOnTimeout(process, STOP_SECONDS, TimeUnit.SECONDS);
      end.join();
      process.destroyForcibly();
    }
    return running.size();
  }
}
