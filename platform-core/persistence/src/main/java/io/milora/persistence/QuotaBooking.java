package io.milora.persistence;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request at the quotas of its tenant and key.
 *
 * @param id to settle it by; null if nothing was booked
 * @param tokens that it needs at most
 * @param scopes what is used, the tenant first; empty if there are no limits
 */
public record QuotaBooking(@Nullable Long id, long tokens, List<QuotaScope> scopes) {
  private static final Comparator<QuotaExceededException> LONGEST_WAIT =
      Comparator.comparing((QuotaExceededException e) -> !e.everFits())
          .thenComparing(e -> e.retryAfter().orElse(Duration.ZERO));

  public QuotaBooking {
    scopes = List.copyOf(scopes);
  }

  /**
   * Makes sure that the request was let through.
   *
   * @throws QuotaExceededException if it was not: the quota to wait for the longest
   */
  public void requireAdmitted() {
    if (id == null && !scopes.isEmpty()) {
      throw scopes.stream()
          .flatMap(scope -> scope.refusals(tokens))
          .max(LONGEST_WAIT)
          .orElseThrow(() -> new IllegalStateException("Refused, but all quotas allow it"));
    }
  }
}
