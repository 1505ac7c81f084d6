package io.milora.datasets;

import io.milora.model.ChatMessage;
import io.milora.model.ContentHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Set;

/**
 * Counts rows to validate with whose prompt is trained on, too: what a model says to them tells how
 * well it remembers, not how well it has learnt. Not thread-safe.
 */
public final class PromptOverlap {
  private final Set<Long> trained = new HashSet<>();
  private final MessageDigest digest = ContentHash.newDigest();
  private long overlapping;

  /**
   * Notes a row that is trained on; of the first {@link DatasetScanner#MAX_REMEMBERED_ROWS}
   * different prompts.
   */
  public void train(TrainingRow row) {
    if (trained.size() < DatasetScanner.MAX_REMEMBERED_ROWS) {
      trained.add(hash(row));
    }
  }

  /** Counts a row to validate with, after all that are trained on. */
  public void validate(TrainingRow row) {
    if (trained.contains(hash(row))) {
      overlapping++;
    }
  }

  /** Rows to validate with, since the last call, whose prompt is trained on. */
  public long take() {
    long taken = overlapping;
    overlapping = 0;
    return taken;
  }

  /** 64 bits of a digest over everything before the answer. */
  private long hash(TrainingRow row) {
    switch (row) {
      case CompletionRow completion -> add(completion.prompt());
      case ChatRow chat -> {
        for (ChatMessage message : chat.prompt()) {
          add(message.role().wireName());
          add(message.content());
        }
      }
    }
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  private void add(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0); // so that two texts are not one
  }
}
