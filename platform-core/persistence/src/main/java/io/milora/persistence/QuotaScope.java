package io.milora.persistence;

import io.milora.model.Quota;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant, or one of its keys, uses of its limits at a moment.
 *
 * @param keyId null for the tenant as a whole
 * @param requestsPerMinute the limit, or null
 * @param requestsUsed of it, 0 or more
 * @param tokensPerMinute the limit, or null
 * @param tokensUsed of it, 0 or more
 * @param concurrentRequests the limit, or null
 * @param running requests under way
 */
public record QuotaScope(
    @Nullable String keyId,
    @Nullable Long requestsPerMinute,
    double requestsUsed,
    @Nullable Long tokensPerMinute,
    double tokensUsed,
    @Nullable Long concurrentRequests,
    long running) {
  /** When a request ends is not known; it is usually soon. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private static final double ROUNDING = 1e-6;

  /** The limit of requests a minute as it stands. */
  public Optional<RateLimit> requests() {
    return Optional.ofNullable(requestsPerMinute).map(limit -> RateLimit.of(limit, requestsUsed));
  }

  /** The limit of tokens a minute as it stands. */
  public Optional<RateLimit> tokens() {
    return Optional.ofNullable(tokensPerMinute).map(limit -> RateLimit.of(limit, tokensUsed));
  }

  /** What refuses one more request of so many tokens. */
  Stream<QuotaExceededException> refusals(long estimate) {
    return Stream.of(
            bucket(Quota.REQUESTS_PER_MINUTE, requestsPerMinute, requestsUsed, 1),
            bucket(Quota.TOKENS_PER_MINUTE, tokensPerMinute, tokensUsed, estimate),
            concurrency())
        .flatMap(Optional::stream);
  }

  private Optional<QuotaExceededException> bucket(
      Quota quota, @Nullable Long limit, double used, long wanted) {
    if (limit == null || used + wanted <= limit + ROUNDING) {
      return Optional.empty();
    }
    return Optional.of(
        new QuotaExceededException(
            quota,
            owner(),
            limit,
            (long) Math.ceil(used - ROUNDING),
            wanted,
            wanted > limit ? null : RateLimit.drain(used + wanted - limit, limit)));
  }

  private Optional<QuotaExceededException> concurrency() {
    return concurrentRequests == null || running < concurrentRequests
        ? Optional.empty()
        : Optional.of(
            new QuotaExceededException(
                Quota.CONCURRENT_REQUESTS, owner(), concurrentRequests, running, 1, SOON));
  }

  private String owner() {
    return keyId == null ? "tenant" : "API key";
  }
}
