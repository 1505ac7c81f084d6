package io.milora.cli.local;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One child process and its restarts. Belongs to the supervisor's loop; not thread-safe. */
final class ManagedProgram {
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** After that long in good health the next crash is treated as the first. */
  private static final Duration HEALTHY_AGAIN = Duration.ofMinutes(1);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final long LARGEST_LOG_BYTES = 20L << 20;

  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final URI address;
  private final URI probe;
  private final Path log;
  private final HttpClient http;

  private ProgramState.Condition condition = ProgramState.Condition.WAITING;
  private @Nullable Process process;
  private Instant since = Instant.EPOCH;
  private Duration pause = FIRST_PAUSE;
  private int restarts;

  /**
   * A program that does not run yet.
   *
   * @param address where it listens
   * @param probe answers 200 once it is ready
   */
  ManagedProgram(
      String name,
      List<String> command,
      Map<String, String> environment,
      URI address,
      URI probe,
      Path log,
      HttpClient http) {
    this.name = name;
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.address = address;
    this.probe = probe;
    this.log = log;
    this.http = http;
  }

  void start() throws IOException {
    rotateLog();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    process = builder.start();
    process.getOutputStream().close();
    become(ProgramState.Condition.STARTING);
  }

  /** Looks at the process and acts; called every half second or so. */
  void tick() throws IOException {
    switch (condition) {
      case STARTING -> {
        if (hasEnded()) {
          scheduleRestart();
        } else if (isReady()) {
          become(ProgramState.Condition.READY);
        }
      }
      case READY -> {
        if (hasEnded()) {
          if (age().compareTo(HEALTHY_AGAIN) > 0) {
            pause = FIRST_PAUSE;
          }
          scheduleRestart();
        }
      }
      case RESTARTING -> {
        if (age().compareTo(pause) >= 0) {
          pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
          restarts++;
          start();
        }
      }
      case WAITING, STOPPED -> {}
    }
  }

  /** Asks the process to end, and after a while makes it. */
  void stop() throws InterruptedException {
    Process running = process;
    if (running != null && running.isAlive()) {
      running.destroy();
      if (!running.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        running.destroyForcibly().waitFor();
      }
    }
    become(ProgramState.Condition.STOPPED);
  }

  ProgramState state() {
    Process current = process;
    return new ProgramState(
        name,
        condition,
        current == null || !current.isAlive() ? null : ProcessIdentity.of(current.toHandle()),
        address.toString(),
        restarts,
        log.toString());
  }

  private void scheduleRestart() {
    become(ProgramState.Condition.RESTARTING);
  }

  private boolean hasEnded() {
    return process == null || !process.isAlive();
  }

  private boolean isReady() {
    HttpRequest request = HttpRequest.newBuilder(probe).timeout(PROBE_LIMIT).build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      // Nobody listens yet.
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void become(ProgramState.Condition next) {
    condition = next;
    since = Instant.now();
  }

  private Duration age() {
    return Duration.between(since, Instant.now());
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private void rotateLog() throws IOException {
    if (Files.exists(log) && Files.size(log) > LARGEST_LOG_BYTES) {
      Files.move(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
