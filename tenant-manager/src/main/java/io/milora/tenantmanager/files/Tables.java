package io.milora.tenantmanager.files;

import io.milora.model.InvalidInputException;
import io.milora.tables.TableFormat;
import io.milora.tables.TableRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads files that are tables, on the disk where uploads wait anyway. Thread-safe. */
@ApplicationScoped
class Tables {
  private final Path folder;
  private final long maxBytes;

  Tables(
      @ConfigProperty(name = "milora.data") Path data,
      @ConfigProperty(name = "milora.uploads.max-bytes") long maxBytes)
      throws IOException {
    folder = Files.createDirectories(data.resolve("uploads/tables"));
    this.maxBytes = maxBytes;
  }

  /**
   * The rows of a file: its own lines, or what is read of a table.
   *
   * @throws InvalidInputException if its name says that it is a table and it is none
   */
  FileRows rows(NewFile file) throws IOException {
    Optional<TableFormat> format = TableFormat.of(file.name());
    if (format.isEmpty()) {
      return FileRows.ofLines(file.content());
    }
    Path lines = Files.createTempFile(folder, "rows-", ".jsonl");
    try {
      write(file, format.get(), lines);
      return FileRows.ofTable(lines);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(lines);
      throw e;
    }
  }

  private void write(NewFile file, TableFormat format, Path lines) throws IOException {
    Path table = Files.createTempFile(folder, "table-", "");
    try (InputStream in = file.content().open()) {
      Files.copy(in, table, StandardCopyOption.REPLACE_EXISTING);
      TableRows.writeLines(table, format, "file", maxBytes, lines);
    } finally {
      Files.deleteIfExists(table);
    }
  }
}
