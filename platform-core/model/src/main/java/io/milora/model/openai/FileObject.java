package io.milora.model.openai;

import org.jspecify.annotations.Nullable;

/**
 * A file as the API shows it.
 *
 * @param bytes its size
 * @param createdAt seconds since 1970
 * @param expiresAt seconds since 1970, or null if it is kept until deleted
 */
public record FileObject(
    String id,
    String object,
    long bytes,
    long createdAt,
    @Nullable Long expiresAt,
    String filename,
    FilePurpose purpose,
    FileStatus status,
    @Nullable String statusDetails) {

  /** A file that is kept: files are validated while they are uploaded, so it is processed. */
  public static FileObject of(
      String id, long bytes, long createdAt, String filename, FilePurpose purpose) {
    return new FileObject(
        id, "file", bytes, createdAt, null, filename, purpose, FileStatus.PROCESSED, null);
  }
}
