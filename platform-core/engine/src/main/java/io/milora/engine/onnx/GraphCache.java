package io.milora.engine.onnx;

import io.milora.engine.base.LlamaConfig;
import io.milora.engine.base.WeightSource;
import io.milora.model.ContentHash;
import io.milora.model.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Written graphs by what they depend on: base model, precision, gating, form of the graph and
 * version of the runtime. A folder appears complete or not at all, so programs may share a cache
 * and may be killed at any time.
 */
final class GraphCache {
  private final Path directory;
  private final String runtimeVersion;

  GraphCache(Path directory, String runtimeVersion) {
    this.directory = directory;
    this.runtimeVersion = runtimeVersion;
  }

  /** The model file of a base model, written if it is not there yet. */
  Path model(
      ContentHash base,
      LlamaConfig config,
      WeightSource weights,
      Precision precision,
      Gating gating) {
    Path folder =
        directory.resolve(
            "%s-%s-%s%d-ort%s"
                .formatted(
                    base.hex(),
                    precision.name().toLowerCase(Locale.ROOT),
                    gating.name(),
                    LlamaGraph.VERSION,
                    runtimeVersion));
    try {
      if (!Files.exists(folder)) {
        write(folder, config, weights, precision, gating);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the graph of base " + base + " to " + folder, e);
    }
    return folder.resolve(LlamaGraph.MODEL_FILE);
  }

  private void write(
      Path folder, LlamaConfig config, WeightSource weights, Precision precision, Gating gating)
      throws IOException {
    Files.createDirectories(directory);
    Path unfinished = Files.createTempDirectory(directory, "unfinished-");
    try {
      LlamaGraph.write(config, weights, precision, gating, unfinished);
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      // Another program was faster; what it wrote is the same.
      delete(unfinished);
    } catch (IOException | RuntimeException | Error e) {
      delete(unfinished);
      throw e;
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    }
  }
}
