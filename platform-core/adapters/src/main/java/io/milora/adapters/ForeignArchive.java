package io.milora.adapters;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Unzips an adapter that somebody sent. Entries are kept under numbers until all of their names are
 * known and found good: no name of an entry is ever part of a path that was not looked for.
 */
final class ForeignArchive {
  private static final int MAX_ENTRIES = 256;

  /** Of a file that is read as a whole. */
  private static final long MAX_JSON_BYTES = 1 << 20;

  /** What PEFT and hubs put beside an adapter; left out. */
  private static final Set<String> COMPANIONS = Set.of("README.md", ".gitattributes");

  private final Path folder;
  private final long maxBytes;
  private final Map<String, Path> files = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private long bytes;

  private ForeignArchive(Path folder, long maxBytes) {
    this.folder = folder;
    this.maxBytes = maxBytes;
  }

  /**
   * Unzips an adapter's files, which may lie in a folder of their own.
   *
   * @param folder empty; what was written to it so far is left behind if this fails
   * @param maxBytes of all entries together, unzipped
   * @throws InvalidInputException if the archive is broken or too large, with all entries that no
   *     adapter has
   */
  static void unpack(InputStream archive, Path folder, long maxBytes) throws IOException {
    ForeignArchive foreign = new ForeignArchive(folder, maxBytes);
    try {
      foreign.read(new ZipInputStream(archive));
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw refusal("not a zip file, or damaged: " + e.getMessage());
    }
    foreign.place();
  }

  private void read(ZipInputStream zip) throws IOException {
    int entries = 0;
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      if (++entries > MAX_ENTRIES) {
        throw refusal("more than " + MAX_ENTRIES + " entries.");
      }
      String name = entry.getName();
      if (entry.isDirectory()) {
        continue;
      }
      Path file = folder.resolve("entry-" + entries);
      if (files.putIfAbsent(name, file) != null) {
        problems.add(problem(name, "is there twice."));
      }
      copy(zip, name, file);
    }
    if (entries == 0) {
      throw refusal("not a zip file, or empty.");
    }
  }

  private void copy(InputStream entry, String name, Path file) throws IOException {
    long limit = name.endsWith(".json") ? MAX_JSON_BYTES : maxBytes;
    byte[] buffer = new byte[1 << 16];
    long written = 0;
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int read = entry.read(buffer); read >= 0; read = entry.read(buffer)) {
        written += read;
        bytes += read;
        if (written > limit || bytes > maxBytes) {
          throw new InvalidInputException(
              problem(
                  name,
                  "is too large: at most %d bytes in a JSON file, %d in all."
                      .formatted(MAX_JSON_BYTES, maxBytes)));
        }
        out.write(buffer, 0, read);
      }
    }
  }

  private void place() throws IOException {
    String prefix = prefix();
    for (String entry : files.keySet()) {
      String name = entry.substring(prefix.length());
      if (!AdapterFiles.mayHave(name) && !COMPANIONS.contains(name)) {
        problems.add(
            problem(
                entry,
                "is no file of an adapter; allowed: %s, and in the folder of a domain %s."
                    .formatted(AdapterFiles.FILES, AdapterFiles.DOMAIN_FILES)));
      }
    }
    InvalidInputException.throwIfAny(problems);
    for (Map.Entry<String, Path> entry : files.entrySet()) {
      String name = entry.getKey().substring(prefix.length());
      if (COMPANIONS.contains(name)) {
        Files.delete(entry.getValue());
      } else {
        Path place = folder.resolve(name);
        Files.createDirectories(place.getParent());
        Files.move(entry.getValue(), place);
      }
    }
  }

  /** The folder in which everything lies, with its slash; empty if there is none. */
  private String prefix() {
    String first = files.isEmpty() ? "" : files.keySet().iterator().next();
    String prefix = first.substring(0, first.indexOf('/') + 1);
    boolean common = files.keySet().stream().allMatch(name -> name.startsWith(prefix));
    boolean holdsAnAdapter =
        files.containsKey(prefix + AdapterFiles.CONFIG)
            || files.containsKey(prefix + AdapterFiles.MILORA_CONFIG);
    return common && holdsAnAdapter ? prefix : "";
  }

  private static InvalidInputException refusal(String why) {
    return new InvalidInputException(new Problem("file", "invalid_file", "The archive: " + why));
  }

  private static Problem problem(String entry, String why) {
    return new Problem(entry, "invalid_file", "The archive's entry '" + entry + "' " + why);
  }
}
