package io.milora.model;

import java.util.Locale;

/** What can be limited for a tenant, and what of it for one of its keys, too. */
public enum Quota {
  /** Accepted generation requests; a bucket of so many that fills evenly. */
  REQUESTS_PER_MINUTE("requests a minute", true),
  /** Tokens of prompts and answers; booked for the longest answer asked for, then settled. */
  TOKENS_PER_MINUTE("tokens a minute", true),
  /** Generation requests at the same time, those that wait included. */
  CONCURRENT_REQUESTS("requests at the same time", true),
  /**
   * Trained tokens of a calendar month (UTC); jobs that have not ended count with their estimate.
   */
  TRAINING_TOKENS_PER_MONTH("training tokens a month", false),
  /** Bytes of files and of uploads under way. */
  STORAGE_BYTES("bytes of storage", false),
  /** Fine-tuning jobs that run at the same time; more of them wait. */
  RUNNING_JOBS("running jobs", false);

  private final String title;
  private final boolean ofKeys;

  Quota(String title, boolean ofKeys) {
    this.title = title;
    this.ofKeys = ofKeys;
  }

  /** For people, for instance {@code requests a minute}. */
  public String title() {
    return title;
  }

  /** Whether a key can have a limit of its own. */
  public boolean ofKeys() {
    return ofKeys;
  }

  /** In requests, answers and columns, for instance {@code requests_per_minute}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
