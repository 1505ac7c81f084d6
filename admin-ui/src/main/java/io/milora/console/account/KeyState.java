package io.milora.console.account;

import io.milora.console.platform.ApiKey;
import io.milora.console.shared.Pill;
import io.milora.console.shared.Show;
import java.time.Duration;
import java.time.Instant;

/** Whether a key can be used, as a person says it. */
enum KeyState {
  ACTIVE,
  /** Works, but another key takes its place. */
  ROTATED,
  /** Works, but ends within days. */
  ENDING,
  EXPIRED,
  REVOKED;

  private static final Duration SOON = Duration.ofDays(7);

  static KeyState of(ApiKey key, Instant now) {
    Long expires = key.expiresAt();
    if (key.revokedAt() != null && key.revokedAt() <= now.getEpochSecond()) {
      return REVOKED;
    }
    if (expires != null && expires <= now.getEpochSecond()) {
      return EXPIRED;
    }
    if (key.rotatedTo() != null) {
      return ROTATED;
    }
    return expires != null && expires <= now.plus(SOON).getEpochSecond() ? ENDING : ACTIVE;
  }

  boolean isUsable() {
    return this == ACTIVE || this == ROTATED || this == ENDING;
  }

  Pill pill(ApiKey key) {
    return switch (this) {
      case ACTIVE -> new Pill("active", Pill.Tone.GOOD);
      case ROTATED -> new Pill("replaced" + until(key), Pill.Tone.WARN);
      case ENDING -> new Pill("ends" + until(key), Pill.Tone.WARN);
      case EXPIRED -> new Pill("expired", Pill.Tone.NEUTRAL);
      case REVOKED -> new Pill("revoked", Pill.Tone.NEUTRAL);
    };
  }

  private static String until(ApiKey key) {
    Long end = key.expiresAt();
    if (end == null) {
      return "";
    }
    return " in " + Show.duration(Duration.between(Instant.now(), Instant.ofEpochSecond(end)));
  }
}
