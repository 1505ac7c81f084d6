package io.milora.cli.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was found of the audit logs. */
public record AuditVerification(boolean intact, List<Chain> tenants) {
  /**
   * A tenant's log.
   *
   * @param name null if the tenant is gone
   * @param brokenAt the first event that is not as it was written, or null
   */
  public record Chain(
      String id,
      @Nullable String name,
      long events,
      String newestDigest,
      @Nullable Long brokenAt) {}
}
