package io.milora.artifacts;

import io.milora.model.ContentHash;
import java.io.IOException;
import java.io.Serial;

/** What is kept under a name has other bytes than the name says. */
public class CorruptArtifactException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  CorruptArtifactException(ContentHash expected, ContentHash found) {
    super(
        "Artifact %s is damaged: its bytes have SHA-256 %s; restore it from a backup."
            .formatted(expected, found));
  }
}
