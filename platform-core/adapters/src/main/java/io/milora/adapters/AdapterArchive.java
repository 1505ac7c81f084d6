package io.milora.adapters;

import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * An adapter's folder in one file: a zip of stored entries, sorted, with fixed times. Equal folders
 * give equal bytes; their SHA-256 is the adapter's content hash.
 */
public final class AdapterArchive {
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private AdapterArchive() {}

  /**
   * Zips a folder. Files that do not belong to an adapter, such as PEFT's README.md, stay out.
   *
   * @return the content hash
   */
  public static ContentHash pack(Path folder, OutputStream target) throws IOException {
    return pack(folder, target, "");
  }

  /**
   * As {@link #pack(Path, OutputStream)}, with a comment that makes the bytes and their hash its
   * own; reading ignores it.
   */
  public static ContentHash pack(Path folder, OutputStream target, String comment)
      throws IOException {
    MessageDigest digest = ContentHash.newDigest();
    ZipOutputStream zip = new ZipOutputStream(new DigestOutputStream(target, digest));
    zip.setMethod(ZipOutputStream.STORED);
    zip.setComment(comment);
    List<String> names = AdapterFiles.files(folder).stream().sorted().toList();
    for (String name : names) {
      Path file = folder.resolve(name);
      zip.putNextEntry(entry(name, file));
      Files.copy(file, zip);
      zip.closeEntry();
    }
    zip.finish();
    zip.flush();
    return ContentHash.of(digest.digest());
  }

  private static ZipEntry entry(String name, Path file) throws IOException {
    CRC32 crc = new CRC32();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        crc.update(buffer, 0, read);
      }
    }
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    entry.setSize(Files.size(file));
    entry.setCompressedSize(Files.size(file));
    entry.setCrc(crc.getValue());
    return entry;
  }

  /**
   * Unzips an archive.
   *
   * @param folder is created; what was in it before stays
   * @throws InvalidInputException if the archive is broken or holds a file that no adapter has
   */
  public static void unpack(InputStream archive, Path folder) throws IOException {
    Files.createDirectories(folder);
    Set<String> seen = new HashSet<>();
    try {
      ZipInputStream zip = new ZipInputStream(archive);
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        // Names are never interpreted: only these can be, so that none leads out of the folder.
        if (!AdapterFiles.mayHave(name) || !seen.add(name)) {
          throw broken(
              "unexpected entry %s; allowed, once each: %s, and in the folder of a domain %s"
                  .formatted(name, AdapterFiles.FILES, AdapterFiles.DOMAIN_FILES));
        }
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
      }
    } catch (ZipException e) {
      throw broken("not a zip file, or damaged: " + e.getMessage());
    }
    if (seen.isEmpty()) {
      throw broken("not a zip file, or empty.");
    }
  }

  /**
   * What an archive that was packed here says it was trained on.
   *
   * @throws InvalidInputException if it does not say so
   */
  public static BaseHashes hashes(InputStream archive) throws IOException {
    ZipInputStream zip = new ZipInputStream(archive);
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      if (entry.getName().equals(AdapterFiles.MILORA_CONFIG)) {
        BaseHashes hashes =
            MiLoraConfig.read(AdapterFiles.parse(Path.of(entry.getName()), zip.readAllBytes()))
                .hashes();
        if (hashes != null) {
          return hashes;
        }
      }
    }
    throw broken("it does not say on what base it was trained.");
  }

  private static InvalidInputException broken(String why) {
    return new InvalidInputException(Problem.brokenFile("adapter archive", why));
  }
}
