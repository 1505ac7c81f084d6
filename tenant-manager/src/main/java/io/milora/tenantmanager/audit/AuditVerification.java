package io.milora.tenantmanager.audit;

import io.milora.persistence.AuditChain;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What was found of all logs.
 *
 * @param intact whether every event is as it was written
 */
@Schema(name = "AuditVerification")
record AuditVerification(String object, boolean intact, List<Chain> tenants) {
  static AuditVerification of(List<AuditChain> chains) {
    return new AuditVerification(
        "audit.verification",
        chains.stream().allMatch(chain -> chain.brokenAt() == null),
        chains.stream()
            .map(
                chain ->
                    new Chain(
                        chain.tenantId(),
                        chain.tenantName(),
                        chain.events(),
                        chain.newestDigest(),
                        chain.brokenAt()))
            .toList());
  }

  /**
   * A tenant's log.
   *
   * @param newestDigest to be noted elsewhere: events missing at the end show only by it
   * @param brokenAt the first event that is not as it was written, or null
   */
  @Schema(name = "AuditChain")
  record Chain(
      String id,
      @Nullable String name,
      long events,
      String newestDigest,
      @Nullable Long brokenAt) {}
}
