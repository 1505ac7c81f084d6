package io.milora.artifacts;

import io.milora.model.ContentHash;
import java.io.IOException;
import java.io.InputStream;

/**
 * Immutable files named by their SHA-256: uploads, checkpoints, adapters. Equal bytes are kept
 * once. Thread-safe, and safe to share between processes.
 */
public interface ArtifactStore {
  /**
   * Keeps all bytes of a stream, in constant memory. They are visible to {@link #open} only once
   * they are complete and durable; after an exception nothing is left.
   *
   * @param content read to its end, not closed
   * @throws StorageFullException if there is no space left
   * @throws IOException if reading the stream or writing fails
   */
  ContentHash put(InputStream content) throws IOException;

  /**
   * Reads what was kept. The stream checks the bytes on the way and throws {@link
   * CorruptArtifactException} at its end if they are not what the name says.
   *
   * @throws java.nio.file.NoSuchFileException if nothing is kept under this name
   */
  InputStream open(ContentHash hash) throws IOException;

  /** Whether something is kept under this name. */
  boolean contains(ContentHash hash) throws IOException;

  /**
   * How much is kept under this name, in bytes.
   *
   * @throws java.nio.file.NoSuchFileException if nothing is
   */
  long size(ContentHash hash) throws IOException;

  /** Forgets what is kept under this name, if anything; streams already open can be read on. */
  void delete(ContentHash hash) throws IOException;
}
