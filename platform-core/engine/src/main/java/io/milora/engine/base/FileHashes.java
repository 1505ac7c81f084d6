package io.milora.engine.base;

import io.milora.model.ContentHash;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.stream.Collectors;

/** The identity of files. */
final class FileHashes {
  private FileHashes() {}

  /** SHA-256 over the sorted lines {@code NAME SHA256}, each ended by a line feed. */
  static ContentHash of(Collection<Path> files) {
    String lines =
        files.stream()
            .map(file -> file.getFileName() + " " + of(file) + "\n")
            .sorted()
            .collect(Collectors.joining());
    return ContentHash.sha256(lines.getBytes(StandardCharsets.UTF_8));
  }

  /** SHA-256 of a file's bytes. */
  static ContentHash of(Path file) {
    MessageDigest digest = ContentHash.newDigest();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
    return ContentHash.of(digest.digest());
  }
}
