package io.milora.tenantmanager.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a file as JSON lines.
 *
 * @param temporary where they are if the file is a table; goes when this is closed
 * @param tableBytes their size if the file is a table; null if they are the file itself
 */
record FileRows(NewFile.Content content, @Nullable Path temporary, @Nullable Long tableBytes)
    implements Closeable {
  static FileRows ofLines(NewFile.Content file) {
    return new FileRows(file, null, null);
  }

  static FileRows ofTable(Path lines) throws IOException {
    return new FileRows(() -> Files.newInputStream(lines), lines, Files.size(lines));
  }

  @Override
  public void close() throws IOException {
    if (temporary != null) {
      Files.deleteIfExists(temporary);
    }
  }
}
