package io.milora.tenantmanager.files;

import io.milora.model.openai.FileObject;
import io.milora.model.openai.FilePurpose;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * A file that arrived and is not kept yet.
 *
 * @param bytes its size
 * @param content its bytes, which may be read several times
 * @param beforeRegistration called in the transaction that registers the file; throws if it may not
 *     be
 * @param afterRegistration called in the same transaction
 */
public record NewFile(
    String name,
    FilePurpose purpose,
    long bytes,
    Content content,
    Runnable beforeRegistration,
    Consumer<FileObject> afterRegistration) {
  /** Bytes that can be read. */
  @FunctionalInterface
  public interface Content {
    /** From the beginning; closed by who reads them. */
    InputStream open() throws IOException;
  }
}
