package io.milora.console.account;

import java.util.Locale;

/** What addresses can be told. */
enum WebhookEvent {
  SUCCEEDED,
  FAILED,
  CANCELLED;

  private static final String PREFIX = "fine_tuning.job.";

  String wireName() {
    return PREFIX + label();
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A wire name for people, also one that a newer platform has. */
  static String words(String wireName) {
    return wireName.startsWith(PREFIX) ? "job " + wireName.substring(PREFIX.length()) : wireName;
  }
}
