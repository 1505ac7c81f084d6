package io.milora.model;

import java.security.SecureRandom;

/**
 * Makes the ids that users see, in OpenAI's shapes: a prefix that names the kind, and 24 random
 * letters or digits.
 */
public enum PublicId {
  TENANT("org-"),
  FILE("file-"),
  JOB("ftjob-"),
  EVENT("ftevent-"),
  CHECKPOINT("ftckpt_"),
  ADAPTER_VERSION("av-"),
  EVALUATION("eval-"),
  UPLOAD("upload_"),
  UPLOAD_PART("part_"),
  ALIAS_CHANGE("change-"),
  MEMBER("member-"),
  WEBHOOK("webhook_"),
  WORKER("worker-"),
  CHAT_COMPLETION("chatcmpl-"),
  COMPLETION("cmpl-"),
  REQUEST("req_");

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int LENGTH = 24;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String prefix;

  PublicId(String prefix) {
    this.prefix = prefix;
  }

  /** A new id; 142 random bits, so collisions need no thought. Thread-safe. */
  public String next() {
    StringBuilder id = new StringBuilder(prefix.length() + LENGTH).append(prefix);
    for (int i = 0; i < LENGTH; i++) {
      id.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
