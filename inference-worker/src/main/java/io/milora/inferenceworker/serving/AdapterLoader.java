package io.milora.inferenceworker.serving;

import io.milora.adapters.AdapterArchive;
import io.milora.adapters.AdapterFiles;
import io.milora.artifacts.ArtifactStore;
import io.milora.artifacts.FolderArtifactStore;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.AdapterFolder;
import io.milora.engine.base.SafetensorsFile;
import io.milora.http.ApiException;
import io.milora.inferenceworker.WorkerConfig;
import io.milora.model.ContentHash;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Brings adapters from the artifact store into memory, by way of a folder on this machine that
 * keeps them unpacked. Thread-safe, also beside other processes with the same folder.
 */
@Singleton
public class AdapterLoader implements AdapterSource {
  private static final Logger LOG = Logger.getLogger(AdapterLoader.class);

  private final ServedBase base;
  private final GoldenCheck golden;
  private final ArtifactStore artifacts;
  private final Path cache;

  AdapterLoader(ServedBase base, GoldenCheck golden, WorkerConfig config) throws IOException {
    this.base = base;
    this.golden = golden;
    artifacts = new FolderArtifactStore(config.data().resolve("artifacts"));
    cache = config.data().resolve("cache/adapters");
  }

  /** As many elements as its tensors have, in float32. */
  @Override
  public long bytes(ContentHash hash) {
    try (Stream<Path> files = Files.walk(unpacked(hash))) {
      return files
          .filter(file -> file.toString().endsWith(".safetensors"))
          .mapToLong(AdapterLoader::elements)
          .map(elements -> elements * Float.BYTES)
          .sum();
    } catch (IOException e) {
      throw unreadable(hash, e);
    }
  }

  private static long elements(Path file) {
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      return tensors.names().stream()
          .mapToLong(name -> LongStream.of(tensors.shape(name)).reduce(1, Math::multiplyExact))
          .sum();
    }
  }

  /**
   * Loads an adapter.
   *
   * @throws io.milora.model.InvalidInputException if it is broken or was trained on another base
   * @throws ApiException if it gives other tokens than where it was published
   */
  @Override
  public Adapter load(ContentHash hash) {
    long start = System.nanoTime();
    try {
      Path folder = unpacked(hash);
      AdapterFiles.metadata(folder).requireTrainedOn(base.model().hashes());
      Adapter adapter = AdapterFolder.read(folder, base.model().config());
      long read = System.nanoTime();
      golden.check(hash, folder, adapter);
      Duration time = Duration.ofNanos(System.nanoTime() - start);
      LOG.infof(
          "Loaded adapter %s in %d ms, its check took %d",
          hash, time.toMillis(), (System.nanoTime() - read) / 1_000_000);
      return adapter;
    } catch (IOException e) {
      throw unreadable(hash, e);
    }
  }

  private static RuntimeException unreadable(ContentHash hash, IOException e) {
    if (e instanceof NoSuchFileException) {
      return ApiException.notFound(
          "There is no adapter with the content %s any more.".formatted(hash),
          "model",
          "adapter_not_found");
    }
    return new UncheckedIOException("Adapter " + hash + " cannot be loaded", e);
  }

  private Path unpacked(ContentHash hash) throws IOException {
    Path folder = cache.resolve(hash.hex());
    if (!Files.exists(folder)) {
      unpack(hash, folder);
    }
    return folder;
  }

  /** Nobody sees a folder that is not complete: it is filled under another name, then renamed. */
  private void unpack(ContentHash hash, Path folder) throws IOException {
    Files.createDirectories(cache);
    Path fresh = Files.createTempDirectory(cache, "unpacking-");
    try (InputStream archive = artifacts.open(hash)) {
      AdapterArchive.unpack(archive, fresh);
      archive.transferTo(OutputStream.nullOutputStream()); // the store checks the hash at the end
      Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // Renaming onto a folder with files has no exception of its own.
      if (!Files.exists(folder)) {
        throw e;
      }
      LOG.debugf("Adapter %s was unpacked by somebody else meanwhile", hash);
    } finally {
      delete(fresh);
    }
  }

  /**
   * Removes what is unpacked here and not in the artifact store any more, as its tenant deleted it
   * or is gone. Requests that have read it already go on.
   */
  void removeOrphans() throws IOException {
    if (!Files.isDirectory(cache)) {
      return;
    }
    try (Stream<Path> folders = Files.list(cache)) {
      for (Path folder : folders.toList()) {
        String name = folder.getFileName().toString();
        if (ContentHash.isShaped(name) && !isKept(new ContentHash(name))) {
          Path leaving = cache.resolve("removing-" + name);
          Files.move(folder, leaving, StandardCopyOption.ATOMIC_MOVE);
          delete(leaving);
        }
      }
    }
  }

  /** Whether the artifact store has an adapter with this content. */
  boolean isKept(ContentHash hash) throws IOException {
    return artifacts.contains(hash);
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
