package io.milora.tenantmanager.jobs;

import io.milora.artifacts.ArtifactStore;
import io.milora.model.ContentHash;
import io.milora.model.TrainingSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What a job will train, estimated without the tokenizer, which only workers have: a token of
 * common texts is some four bytes of a file, and no row is longer than is trained on.
 */
@ApplicationScoped
class TokenEstimate {
  private static final int BYTES_PER_TOKEN = 4;

  private final ArtifactStore artifacts;

  TokenEstimate(ArtifactStore artifacts) {
    this.artifacts = artifacts;
  }

  /**
   * Tokens of all epochs together.
   *
   * @param contents SHA-256 of the files with the rows
   * @param rows of all files together
   */
  long of(List<String> contents, long rows, TrainingSettings training) {
    long tokens = 0;
    for (String content : contents) {
      tokens += Math.ceilDiv(bytes(content), BYTES_PER_TOKEN);
    }
    return training.epochs() * Math.min(tokens, rows * training.maxLength());
  }

  /** Zero if it is gone, which {@link JobContents#require} reports. */
  private long bytes(String content) {
    ContentHash hash = new ContentHash(content);
    try {
      return artifacts.contains(hash) ? artifacts.size(hash) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException("The rows " + content + " cannot be measured", e);
    }
  }
}
