package io.milora.persistence;

import org.jspecify.annotations.Nullable;

/**
 * Who did something.
 *
 * @param id the public part of a key, a user's or operator's name; null for the platform itself
 */
public record AuditActor(Kind kind, @Nullable String id) {
  /** The platform itself. */
  public static final AuditActor SYSTEM = new AuditActor(Kind.SYSTEM, null);

  /** What kind of caller. */
  public enum Kind {
    KEY,
    USER,
    OPERATOR,
    SYSTEM
  }
}
