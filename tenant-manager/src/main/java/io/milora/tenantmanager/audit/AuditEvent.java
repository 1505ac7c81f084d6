package io.milora.tenantmanager.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.persistence.AuditActor;
import io.milora.persistence.AuditEventEntity;
import java.time.Instant;
import java.util.HexFormat;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A change, as the API shows it.
 *
 * @param id its place in the tenant's log, from 1
 * @param createdAt seconds since 1970
 * @param at the same to the microsecond, ISO 8601
 * @param actor the public part of a key, a user's or operator's name; null for the platform itself
 * @param digest SHA-256 of this event and all before it, hexadecimal
 */
@Schema(name = "AuditEvent")
public record AuditEvent(
    String id,
    String object,
    long createdAt,
    String at,
    AuditActor.Kind actorKind,
    @Nullable String actor,
    String action,
    String target,
    @Nullable String address,
    @Nullable String requestId,
    @Schema(implementation = Object.class) @Nullable JsonNode before,
    @Schema(implementation = Object.class) @Nullable JsonNode after,
    String digest) {
  static AuditEvent of(
      AuditEventEntity event, @Nullable JsonNode before, @Nullable JsonNode after) {
    Instant at = event.at;
    return new AuditEvent(
        String.valueOf(event.sequence),
        "audit.event",
        at.getEpochSecond(),
        at.toString(),
        event.actorKind,
        event.actor,
        event.action,
        event.target,
        event.address,
        event.requestId,
        before,
        after,
        HexFormat.of().formatHex(event.digest));
  }
}
