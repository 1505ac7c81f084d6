package io.milora.tenantmanager.exports;

import io.milora.artifacts.ArtifactStore;
import io.milora.model.ContentHash;
import io.milora.model.json.MiloraJson;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/**
 * A tenant's rows, which are on disk already, and its bytes in the artifact store, to be written
 * once as a zip. The rows are read before the first byte is sent, so that no slow client holds a
 * transaction open. The last entry, {@code manifest.json}, says what there is, and what was deleted
 * while the archive was written; an archive without it is not complete.
 *
 * @param tables files of rows
 * @param contents what else belongs into the archive
 */
record Export(
    String tenantId,
    String tenantName,
    Instant createdAt,
    List<Table> tables,
    List<Content> contents,
    ArtifactStore artifacts) {
  static final String MEDIA_TYPE = "application/zip";
  private static final String MANIFEST = "manifest.json";

  /**
   * Rows of a table, one JSON object a line.
   *
   * @param file is removed when it has been written
   */
  record Table(String name, Path file) {
    String path() {
      return "tables/" + name + ".jsonl";
    }
  }

  /** Bytes under their path in the archive. */
  record Content(String path, ContentHash hash) {}

  /** What the manifest says of an entry. */
  record Entry(String path, long bytes) {}

  /** The archive as a download. */
  Response response() {
    StreamingOutput body = this::write;
    return Response.ok(body, MEDIA_TYPE)
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"%s.zip\"".formatted(tenantName))
        .build();
  }

  /** Writes all of it; the stream stays open. */
  void write(OutputStream target) throws IOException {
    List<Entry> entries = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    try {
      ZipArchiveOutputStream zip = new ZipArchiveOutputStream(target);
      zip.setUseZip64(Zip64Mode.AlwaysWithCompatibility);
      zip.setLevel(Deflater.BEST_SPEED);
      for (Table table : tables) {
        try (InputStream rows = Files.newInputStream(table.file())) {
          entries.add(add(zip, table.path(), rows));
        }
      }
      for (Content content : contents) {
        try (InputStream bytes = artifacts.open(content.hash())) {
          entries.add(add(zip, content.path(), bytes));
        } catch (NoSuchFileException e) {
          missing.add(content.path()); // deleted since the rows were read
        }
      }
      add(zip, MANIFEST, manifest(entries, missing));
      zip.finish();
      zip.flush();
    } finally {
      removeTables();
    }
  }

  private Entry add(ZipArchiveOutputStream zip, String path, InputStream content)
      throws IOException {
    ZipArchiveEntry entry = new ZipArchiveEntry(path);
    entry.setTime(createdAt.toEpochMilli());
    zip.putArchiveEntry(entry);
    long bytes = content.transferTo(zip);
    zip.closeArchiveEntry();
    return new Entry(path, bytes);
  }

  private InputStream manifest(List<Entry> entries, List<String> missing) {
    String manifest =
        MiloraJson.write(
            Map.of(
                "object",
                "export",
                "tenant",
                Map.of("id", tenantId, "name", tenantName),
                "created_at",
                createdAt.getEpochSecond(),
                "entries",
                entries,
                "missing",
                missing));
    return new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8));
  }

  /** Removes what was staged. */
  void removeTables() throws IOException {
    for (Table table : tables) {
      Files.deleteIfExists(table.file());
    }
  }
}
