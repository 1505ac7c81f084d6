package io.milora.persistence;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which events to read.
 *
 * @param actor of one actor, by id; null for all
 * @param action such as {@code job.cancel}, or null for all
 * @param from the earliest time, or null
 * @param to the time before which they are, or null
 */
public record AuditFilter(
    @Nullable String actor, @Nullable String action, @Nullable Instant from, @Nullable Instant to) {
  /** All of them. */
  public static final AuditFilter ALL = new AuditFilter(null, null, null, null);
}
