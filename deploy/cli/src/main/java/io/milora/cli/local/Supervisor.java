package io.milora.cli.local;

import io.milora.cli.Checkout;
import io.milora.cli.CommandException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns a local system from start to end: PostgreSQL, migrations, the programs and their restarts.
 * One thread runs everything; a signal only asks it to stop.
 */
final class Supervisor {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
  private static final Duration TICK = Duration.ofMillis(400);

  private final Checkout checkout;
  private final DataFolder data;
  private final Ports ports;
  private final CountDownLatch stopAsked = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<ManagedProgram> programs = new ArrayList<>();

  /** Those without which the system is not up; people sign in a moment later. */
  private final List<ManagedProgram> required = new ArrayList<>();

  private final ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current());

  private SystemState.Phase phase = SystemState.Phase.STARTING;
  private @Nullable Database database;
  private @Nullable SystemState published;

  Supervisor(Checkout checkout, DataFolder data, Ports ports) {
    this.checkout = checkout;
    this.data = data;
    this.ports = ports;
  }

  /**
   * Runs the system until a signal asks to stop.
   *
   * @return whether it had started
   */
  boolean run() throws IOException, InterruptedException {
    Files.createDirectories(data.logs());
    Files.createDirectories(data.lock().resolveSibling(""));
    try (FileChannel channel =
            FileChannel.open(data.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new CommandException("Another supervisor already runs on " + data.root());
      }
      Runtime.getRuntime().addShutdownHook(new Thread(this::askToStopAndWait, "stop"));
      return runLocked();
    } finally {
      stopped.countDown();
    }
  }

  private boolean runLocked() throws IOException, InterruptedException {
    String failure = null;
    try {
      new Leftovers(data).end();
      start();
      superviseUntilAsked();
    } catch (IOException | RuntimeException e) {
      LOG.error("The system cannot run", e);
      failure = String.valueOf(e.getMessage());
    }
    phase = SystemState.Phase.STOPPING;
    publish(null);
    stopAll();
    if (failure == null) {
      Files.deleteIfExists(data.state());
      return true;
    }
    phase = SystemState.Phase.FAILED;
    publish(failure);
    return false;
  }

  private void start() throws IOException, InterruptedException {
    publish(null);
    Secrets secrets = Secrets.of(data);
    Database started = Database.start(data, ports.database(), secrets);
    database = started;
    publish(null);
    HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    IdentityProvider identity = IdentityProvider.of(data);
    if (identity.isOwn()) {
      ManagedProgram keycloak = OwnKeycloak.program(checkout, data, ports, started, secrets, http);
      programs.add(keycloak);
      keycloak.start();
    }
    Schema.migrate(started, secrets);
    for (Program program : Program.values()) {
      ManagedProgram next =
          new ManagedProgram(
              program.programName(),
              program.command(checkout),
              program.environment(data, ports, secrets, started.jdbcUrl(), identity),
              program.address(ports),
              program.address(ports).resolve("/q/health/ready"),
              data.log(program.programName()),
              http);
      programs.add(next);
      required.add(next);
      next.start();
    }
  }

  private void superviseUntilAsked() throws IOException, InterruptedException {
    do {
      for (ManagedProgram program : programs) {
        program.tick();
      }
      if (phase == SystemState.Phase.STARTING) {
        checkStart();
      }
      publish(null);
    } while (!stopAsked.await(TICK.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** While the system starts, a program that ends is a failure, not something to repeat. */
  private void checkStart() {
    List<ProgramState> states = required.stream().map(ManagedProgram::state).toList();
    for (ProgramState state : states) {
      if (state.condition() == ProgramState.Condition.RESTARTING) {
        throw new CommandException(state.name() + " ended while it started; see " + state.log());
      }
    }
    if (states.stream().allMatch(s -> s.condition() == ProgramState.Condition.READY)) {
      phase = SystemState.Phase.UP;
    }
  }

  private void stopAll() throws InterruptedException {
    for (ManagedProgram program : programs.reversed()) {
      program.stop();
    }
    Database running = database;
    if (running != null) {
      running.close();
      database = null;
    }
  }

  private void publish(@Nullable String message) throws IOException {
    List<ProgramState> states = new ArrayList<>();
    Database running = database;
    states.add(
        new ProgramState(
            "postgresql",
            running == null ? ProgramState.Condition.STARTING : ProgramState.Condition.READY,
            running == null ? null : running.process(),
            "127.0.0.1:" + ports.database(),
            0,
            data.log("postgresql").toString()));
    programs.forEach(program -> states.add(program.state()));
    SystemState next = new SystemState(phase, message, self, ports, states);
    if (!next.equals(published)) {
      JsonFile.write(data.state(), next);
      published = next;
    }
  }

  private void askToStopAndWait() {
    stopAsked.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
