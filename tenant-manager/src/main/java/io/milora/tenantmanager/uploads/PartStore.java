package io.milora.tenantmanager.uploads;

import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The bytes of parts until their upload has ended: files named by the parts' ids in a folder beside
 * the artifacts. What is older than any upload lasts is removed, whatever became of its upload.
 */
@Singleton
@Startup
public class PartStore {
  private static final Logger LOG = Logger.getLogger(PartStore.class);
  private static final Duration KEPT = UploadService.LIFETIME.plusHours(1);

  private final Path folder;
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("upload-sweeper").daemon().factory());

  private final ScheduledFuture<?> sweeping;

  PartStore(@ConfigProperty(name = "milora.data") Path data) throws IOException {
    folder = Files.createDirectories(data.resolve("uploads/parts"));
    sweeping = sweeper.scheduleWithFixedDelay(this::removeOld, 0, 1, TimeUnit.HOURS);
  }

  /** Keeps a part; there is nothing of it after an exception. */
  void put(String id, InputStream content) throws IOException {
    Path part = folder.resolve(id);
    try {
      Files.copy(content, part);
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }

  /** The bytes of parts, one after the other. */
  InputStream open(List<String> ids) {
    return new JoinedFiles(ids.stream().map(folder::resolve).toList());
  }

  /** Removes parts; those that are gone already do not matter. */
  public void delete(List<String> ids) {
    for (String id : ids) {
      remove(folder.resolve(id));
    }
  }

  private void removeOld() {
    Instant limit = Instant.now().minus(KEPT);
    try (Stream<Path> parts = Files.list(folder)) {
      parts.filter(part -> isOlder(part, limit)).forEach(PartStore::remove);
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("Old parts of uploads are not removed", e);
    }
  }

  private static boolean isOlder(Path part, Instant limit) {
    try {
      return Files.getLastModifiedTime(part).toInstant().isBefore(limit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw new UncheckedIOException("A part of an upload cannot be removed", e);
    }
  }

  @PreDestroy
  void stop() {
    sweeping.cancel(true);
    sweeper.shutdown();
  }
}
