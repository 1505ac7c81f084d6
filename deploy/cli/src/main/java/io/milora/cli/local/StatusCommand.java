package io.milora.cli.local;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what runs. */
@Command(name = "status", description = "Shows the programs, their states and addresses.")
public final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    LocalSystem system = data.system();
    Status status = Status.of(system);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonFile.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(status));
    } else {
      print(status, out);
    }
    return 0;
  }

  private static void print(Status status, PrintWriter out) {
    out.printf("System  %s%nData    %s%n", status.state(), status.data());
    if (status.message() != null) {
      out.println("Reason  " + status.message());
    }
    if (status.baseUrl() != null) {
      out.println("URL     " + status.baseUrl());
    }
    if (status.programs().isEmpty()) {
      return;
    }
    out.printf("%n%-18s%-12s%9s %9s  %s%n", "PROGRAM", "STATE", "PID", "RESTARTS", "ADDRESS");
    for (Status.Entry program : status.programs()) {
      out.printf(
          "%-18s%-12s%9s %9d  %s%n",
          program.name(),
          program.state(),
          program.pid() == null ? "-" : program.pid(),
          program.restarts(),
          program.address());
    }
  }

  /**
   * What a person or a script reads.
   *
   * @param state down, starting, up, stopping or failed; broken if only the supervisor is gone
   * @param baseUrl null while nothing runs
   * @param message why it failed; null unless it did
   */
  record Status(
      String state,
      String data,
      @Nullable String baseUrl,
      @Nullable String message,
      @Nullable Long supervisorPid,
      List<Entry> programs) {

    /** One program; pid is null while none runs. */
    record Entry(
        String name, String state, @Nullable Long pid, String address, int restarts, String log) {}

    static Status of(LocalSystem system) {
      String folder = system.data().root().toString();
      Optional<SystemState> known = system.state();
      if (known.isEmpty()) {
        return new Status("down", folder, null, null, null, List.of());
      }
      SystemState state = known.get();
      boolean running = state.isRunning();
      boolean broken = !running && !state.runningPrograms().isEmpty();
      boolean failed = state.phase() == SystemState.Phase.FAILED;
      String name = running || failed ? lower(state.phase()) : broken ? "broken" : "down";
      return new Status(
          name,
          folder,
          running ? system.baseUrl() : null,
          state.message(),
          running ? state.supervisor().pid() : null,
          state.programs().stream().map(p -> entry(p, running)).toList());
    }

    private static Entry entry(ProgramState program, boolean supervised) {
      ProcessIdentity process = program.process();
      boolean alive = process != null && process.running().isPresent();
      String state = supervised || alive ? lower(program.condition()) : "stopped";
      return new Entry(
          program.name(),
          state,
          process == null || !alive ? null : process.pid(),
          program.address(),
          program.restarts(),
          program.log());
    }

    private static String lower(Enum<?> value) {
      return value.name().toLowerCase(Locale.ROOT);
    }
  }
}
