package io.milora.cli.local;

import io.milora.cli.Checkout;
import io.milora.cli.CommandException;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A local system as the commands see it: started, stopped and watched from outside. */
public final class LocalSystem {
  /** Admin of the demo's tenant, whom the own Keycloak brings along. */
  public static final String DEMO_ADMIN = "brightdesk-admin";

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final Duration SIGN_IN_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_LIMIT = Duration.ofMinutes(2);

  private final Checkout checkout;
  private final DataFolder data;

  /** Set as soon as this command starts one: it needs a moment to speak for itself. */
  private volatile @Nullable Process supervisor;

  public LocalSystem(Checkout checkout, DataFolder data) {
    this.checkout = checkout;
    this.data = data;
  }

  public DataFolder data() {
    return data;
  }

  /** Whether a supervisor runs on this data folder. */
  public boolean isRunning() {
    return state().filter(SystemState::isRunning).isPresent();
  }

  /** The ports of the running system, or of the last one, or the usual ones. */
  public Ports ports() {
    try {
      return JsonFile.read(data.ports(), Ports.class).orElse(Ports.DEFAULT);
    } catch (IOException e) {
      throw new CommandException("Cannot read " + data.ports() + ": " + e.getMessage(), e);
    }
  }

  /** The base URL for applications, as OpenAI's clients want it. */
  public String baseUrl() {
    return Program.INFERENCE_WORKER.address(ports()) + "/v1";
  }

  /** Where people open the console. */
  public URI consoleAddress() {
    return Program.ADMIN_UI.address(ports());
  }

  /** Where the operator calls go. */
  public URI operatorAddress() {
    return Program.TENANT_MANAGER.address(ports());
  }

  /** The token of the operator calls. */
  public String operatorToken() {
    return secrets().operatorToken();
  }

  /** The first password of {@link #DEMO_ADMIN}. */
  public String demoAdminPassword() {
    return secrets().demoAdminPassword();
  }

  private Secrets secrets() {
    try {
      return Secrets.of(data);
    } catch (IOException e) {
      throw new CommandException("Cannot read " + data.secrets() + ": " + e.getMessage(), e);
    }
  }

  /** A connection to its running database as the superuser, who sees every tenant's rows. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/milora?currentSchema=milora".formatted(ports().database()),
        Database.SUPERUSER,
        secrets().superuser());
  }

  /**
   * Starts the system and waits until every program is ready.
   *
   * @param out gets a line for every program that is ready
   * @throws io.milora.model.InvalidInputException if ports are taken
   * @throws CommandException if something does not start; then nothing is left running
   */
  public void start(Ports ports, PrintWriter out) throws IOException, InterruptedException {
    requireBuilt();
    if (IdentityProvider.of(data).isOwn()) {
      OwnKeycloak.prepare(checkout, out);
    }
    new Leftovers(data).end();
    ports.requireFree();
    JsonFile.write(data.ports(), ports);
    Files.createDirectories(data.logs());
    Files.deleteIfExists(data.state());
    Process started =
        new ProcessBuilder(supervisorCommand())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(data.log("supervisor").toFile()))
            .start();
    supervisor = started;
    started.getOutputStream().close();
    awaitUp(started, out);
  }

  /**
   * Waits until people can sign in at the system's own Keycloak; an existing provider is not waited
   * for.
   *
   * @throws CommandException if that takes too long; the system stays up
   */
  public void awaitSignIn(PrintWriter out) throws IOException, InterruptedException {
    if (!IdentityProvider.of(data).isOwn()) {
      return;
    }
    Instant start = Instant.now();
    while (state().stream()
        .flatMap(state -> state.programs().stream())
        .noneMatch(OwnKeycloak::isReady)) {
      if (Duration.between(start, Instant.now()).compareTo(SIGN_IN_LIMIT) > 0) {
        throw new CommandException(
            "The system is up, but Keycloak is not ready, so nobody can sign in yet; its log is "
                + data.log(OwnKeycloak.NAME));
      }
      Thread.sleep(POLL);
    }
    SignIns.showOnce(this, out);
  }

  /** Shows who can sign in at the system's own Keycloak; nothing if another provider is used. */
  public void showSignIns(PrintWriter out) throws IOException {
    if (IdentityProvider.of(data).isOwn()) {
      SignIns.show(data, out);
    }
  }

  /**
   * Stops the system, also one whose supervisor was killed.
   *
   * @return whether anything ran
   */
  public boolean stop() throws IOException, InterruptedException {
    Optional<ProcessHandle> running = runningSupervisor();
    if (running.isEmpty()) {
      int ended = new Leftovers(data).end();
      Files.deleteIfExists(data.state());
      return ended > 0;
    }
    running.get().destroy();
    if (!ProcessIdentity.of(running.get()).awaitEnd(STOP_LIMIT)) {
      running.get().destroyForcibly();
      new Leftovers(data).end();
      throw new CommandException(
          "The supervisor did not stop in time and was killed; its log is "
              + data.log("supervisor"));
    }
    return true;
  }

  private Optional<ProcessHandle> runningSupervisor() {
    Process started = supervisor;
    if (started != null && started.isAlive()) {
      return Optional.of(started.toHandle());
    }
    return state().flatMap(s -> s.supervisor().running());
  }

  /** What the supervisor last said. */
  Optional<SystemState> state() {
    try {
      return JsonFile.read(data.state(), SystemState.class);
    } catch (IOException e) {
      throw new CommandException("Cannot read " + data.state() + ": " + e.getMessage(), e);
    }
  }

  private void awaitUp(Process started, PrintWriter out) throws IOException, InterruptedException {
    Instant start = Instant.now();
    Set<String> reported = new HashSet<>();
    while (true) {
      boolean alive = started.isAlive();
      Optional<SystemState> state = state();
      state.ifPresent(s -> report(s, reported, start, out));
      if (alive && state.filter(s -> s.phase() == SystemState.Phase.UP).isPresent()) {
        return;
      }
      if (!alive) {
        String why = state.map(SystemState::message).orElse("see " + data.log("supervisor"));
        throw new CommandException("The system did not start: " + why);
      }
      if (Duration.between(start, Instant.now()).compareTo(START_LIMIT) > 0) {
        stop();
        throw new CommandException(
            "The system was not ready within %d minutes and was stopped; logs are in %s"
                .formatted(START_LIMIT.toMinutes(), data.logs()));
      }
      Thread.sleep(POLL);
    }
  }

  private static void report(
      SystemState state, Set<String> reported, Instant start, PrintWriter out) {
    for (ProgramState program : state.programs()) {
      if (program.condition() == ProgramState.Condition.READY && reported.add(program.name())) {
        double seconds = Duration.between(start, Instant.now()).toMillis() / 1000.0;
        out.printf("  %-17s ready  %-24s %5.1f s%n", program.name(), program.address(), seconds);
        out.flush();
      }
    }
  }

  private void requireBuilt() {
    List<Path> missing =
        Arrays.stream(Program.values())
            .map(program -> program.jar(checkout))
            .filter(jar -> !Files.exists(jar))
            .toList();
    if (!missing.isEmpty()) {
      throw new CommandException("Not built: " + missing + "; start with the milora script.");
    }
  }

  /** In a session of its own, so that Ctrl-C in the terminal does not reach it. */
  private List<String> supervisorCommand() {
    return List.of(
        "setsid",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-Dai.djl.offline=true",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
        "-Dmilora.root=" + checkout.root(),
        "-jar",
        checkout.root().resolve("deploy/cli/target/milora.jar").toString(),
        SuperviseCommand.NAME,
        "--data",
        data.root().toString());
  }
}
