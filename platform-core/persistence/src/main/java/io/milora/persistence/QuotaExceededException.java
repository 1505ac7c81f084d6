package io.milora.persistence;

import io.milora.model.Quota;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something would use more than a tenant or a key may; nothing of it was booked. */
public class QuotaExceededException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final Quota quota;
  private final boolean everFits;
  private final @Nullable Duration retryAfter;

  /**
   * A refusal.
   *
   * @param owner whose quota it is, for people: {@code tenant} or {@code API key}
   * @param wanted what was asked for
   * @param retryAfter when it may fit; null if that depends on what the tenant does
   */
  public QuotaExceededException(
      Quota quota,
      String owner,
      long allowed,
      long used,
      long wanted,
      @Nullable Duration retryAfter) {
    super(message(quota, owner, allowed, used, wanted, retryAfter));
    this.quota = quota;
    this.everFits = wanted <= allowed;
    this.retryAfter = retryAfter;
  }

  private static String message(
      Quota quota,
      String owner,
      long allowed,
      long used,
      long wanted,
      @Nullable Duration retryAfter) {
    String facts =
        "The %s may use %d %s; %d are used and %d more were asked for."
            .formatted(owner, allowed, quota.title(), used, wanted);
    if (wanted > allowed) {
      return facts + " Ask for less at once; so much never fits.";
    }
    return retryAfter == null ? facts : facts + " Try again in " + RateLimit.text(retryAfter) + ".";
  }

  /** Which one. */
  public Quota quota() {
    return quota;
  }

  /** Whether what was asked for fits when nothing else is used. */
  public boolean everFits() {
    return everFits;
  }

  /** When to try again, if waiting helps. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
