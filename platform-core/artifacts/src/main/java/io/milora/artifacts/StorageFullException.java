package io.milora.artifacts;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/** There is no space left for an artifact. */
public class StorageFullException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  StorageFullException(Path root, long usableBytes, IOException cause) {
    super(
        "The artifact store at %s is full (%d bytes are free); make space there and try again."
            .formatted(root, usableBytes),
        cause);
  }
}
