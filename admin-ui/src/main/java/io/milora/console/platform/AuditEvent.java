package io.milora.console.platform;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A change that somebody made.
 *
 * @param id its place in the tenant's log
 * @param createdAt seconds since 1970
 * @param actor the public part of a key, or a person's name; null for the platform itself
 * @param action for instance {@code job.cancel}; before the dot stands what it was done to
 * @param before null if there was nothing
 * @param after null if there is nothing
 */
public record AuditEvent(
    String id,
    long createdAt,
    ActorKind actorKind,
    @Nullable String actor,
    String action,
    String target,
    @Nullable String address,
    @Nullable String requestId,
    @Nullable JsonNode before,
    @Nullable JsonNode after) {

  /** What kind of caller. */
  public enum ActorKind {
    KEY,
    USER,
    OPERATOR,
    SYSTEM
  }
}
