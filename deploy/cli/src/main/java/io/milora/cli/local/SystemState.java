package io.milora.cli.local;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the supervisor last said about the system; {@link DataFolder#state()} holds it.
 *
 * @param message why it failed; null unless it did
 * @param programs PostgreSQL first, then the programs in the order in which they start
 */
record SystemState(
    Phase phase,
    @Nullable String message,
    ProcessIdentity supervisor,
    Ports ports,
    List<ProgramState> programs) {

  /** The life of a system. */
  enum Phase {
    STARTING,
    UP,
    STOPPING,
    /** It could not start; everything that was started is stopped. */
    FAILED
  }

  SystemState {
    programs = List.copyOf(programs);
  }

  /** Whether the supervisor that wrote this still runs. */
  @JsonIgnore
  boolean isRunning() {
    return supervisor.running().isPresent();
  }

  /** Processes of a system whose supervisor was killed. */
  @JsonIgnore
  List<ProcessHandle> runningPrograms() {
    return programs.stream()
        .map(ProgramState::process)
        .flatMap(process -> process == null ? Stream.empty() : process.running().stream())
        .toList();
  }
}
