package io.milora.artifacts;

import io.milora.model.ContentHash;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Artifacts in a folder: {@code sha256/ab/ab12…}, and what is being written in {@code incoming/},
 * on the same file system so that a rename makes it visible at once.
 */
public final class FolderArtifactStore implements ArtifactStore {
  /** A writer that has not written for so long is dead; others may be writing right now. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path root;
  private final Path kept;
  private final Path incoming;

  /**
   * Opens or creates the store, and removes what crashed writers left behind.
   *
   * @throws IOException if the folder cannot be created or written
   */
  public FolderArtifactStore(Path root) throws IOException {
    this.root = root;
    this.kept = Files.createDirectories(root.resolve("sha256"));
    this.incoming = Files.createDirectories(root.resolve("incoming"));
    removeAbandoned();
  }

  @Override
  public ContentHash put(InputStream content) throws IOException {
    Path temporary = incoming.resolve(UUID.randomUUID().toString());
    try {
      ContentHash hash = write(content, temporary);
      Path target = path(hash);
      if (!Files.exists(target)) {
        Path folder = target.getParent();
        if (folder != null && !Files.exists(folder)) {
          Files.createDirectories(folder);
          force(kept);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        if (folder != null) {
          force(folder);
        }
      }
      return hash;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  @Override
  public InputStream open(ContentHash hash) throws IOException {
    return new VerifyingInputStream(
        new BufferedInputStream(Files.newInputStream(path(hash)), BUFFER_BYTES), hash);
  }

  @Override
  public boolean contains(ContentHash hash) {
    return Files.exists(path(hash));
  }

  @Override
  public long size(ContentHash hash) throws IOException {
    return Files.size(path(hash));
  }

  @Override
  public void delete(ContentHash hash) throws IOException {
    Files.deleteIfExists(path(hash));
  }

  private ContentHash write(InputStream content, Path temporary) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        digest.update(buffer, 0, n);
        writeFully(channel, ByteBuffer.wrap(buffer, 0, n));
      }
      channel.force(true);
    }
    return ContentHash.of(digest.digest());
  }

  /** Separate from reading, so that a failing upload is not taken for a full disk. */
  void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      String reason = e.getMessage();
      if (reason != null && (reason.contains("No space left") || reason.contains("quota"))) {
        throw new StorageFullException(root, Files.getFileStore(root).getUsableSpace(), e);
      }
      throw e;
    }
  }

  private Path path(ContentHash hash) {
    return kept.resolve(hash.hex().substring(0, 2)).resolve(hash.hex());
  }

  private void removeAbandoned() throws IOException {
    Instant limit = Instant.now().minus(ABANDONED);
    List<Path> files;
    try (Stream<Path> listed = Files.list(incoming)) {
      files = listed.toList();
    }
    for (Path file : files) {
      // Another process may finish or remove it meanwhile.
      if (Files.exists(file) && Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Makes names in a folder durable. */
  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
