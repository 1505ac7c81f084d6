package io.milora.engine.base.catalogue;

import io.milora.engine.base.catalogue.CatalogueEntry.BaseFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes what arrives of a file. */
final class PartFile {
  private PartFile() {}

  /**
   * Appends a stream to what is there.
   *
   * @param from bytes to keep; the rest is overwritten
   */
  static void write(InputStream in, long from, Path part, BaseFile file, DownloadProgress progress)
      throws IOException {
    StandardOpenOption how =
        from > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    byte[] buffer = new byte[1 << 18];
    long done = from;
    try (OutputStream out =
        Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
      progress.onBytes(file.name(), done, file.bytes());
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        done += read;
        progress.onBytes(file.name(), done, file.bytes());
      }
    }
  }
}
