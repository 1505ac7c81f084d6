package io.milora.tenantmanager.uploads;

import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Removes what programs that were killed left of requests: bodies, rows of tables, adapters that
 * were being judged. Parts of uploads are older by right: {@link PartStore} has them.
 */
@Singleton
@Startup
class ScratchSweeper {
  private static final Logger LOG = Logger.getLogger(ScratchSweeper.class);

  /** Longer than any request lasts. */
  static final Duration KEPT = Duration.ofHours(6);

  private final Path uploads;
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("scratch-sweeper").daemon().factory());

  private final ScheduledFuture<?> sweeping;

  ScratchSweeper(@ConfigProperty(name = "milora.data") Path data) throws IOException {
    uploads = Files.createDirectories(data.resolve("uploads"));
    sweeping = sweeper.scheduleWithFixedDelay(() -> removeOld(Instant.now()), 0, 1, TimeUnit.HOURS);
  }

  /** Removes what was not written to for {@link #KEPT}. */
  void removeOld(Instant now) {
    Instant limit = now.minus(KEPT);
    try {
      for (Path scratch : scratch()) {
        if (isOlder(scratch, limit)) {
          remove(scratch);
        }
      }
    } catch (IOException | UncheckedIOException e) { // somebody else may have removed it; next time
      LOG.warnf("Leftovers of requests are not removed: %s", e.getMessage());
    }
  }

  private List<Path> scratch() throws IOException {
    try (Stream<Path> children = Files.list(uploads)) {
      return children.flatMap(this::scratch).toList();
    }
  }

  private Stream<Path> scratch(Path child) {
    return switch (String.valueOf(child.getFileName())) {
      case "parts" -> Stream.empty();
      case "tables" -> children(child).stream();
      default -> Stream.of(child);
    };
  }

  private static List<Path> children(Path folder) {
    try (Stream<Path> children = Files.list(folder)) {
      return children.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOlder(Path scratch, Instant limit) throws IOException {
    try (Stream<Path> all = Files.walk(scratch)) {
      for (Path path : all.toList()) {
        if (!Files.getLastModifiedTime(path).toInstant().isBefore(limit)) {
          return false;
        }
      }
      return true;
    }
  }

  private static void remove(Path scratch) throws IOException {
    try (Stream<Path> all = Files.walk(scratch)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  @PreDestroy
  void stop() {
    sweeping.cancel(true);
    sweeper.shutdown();
  }
}
