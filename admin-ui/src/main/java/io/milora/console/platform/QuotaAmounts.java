package io.milora.console.platform;

import org.jspecify.annotations.Nullable;

/**
 * An amount for each quota. As a limit, null means that there is none; as a use, that it is not
 * counted.
 */
public record QuotaAmounts(
    @Nullable Long requestsPerMinute,
    @Nullable Long tokensPerMinute,
    @Nullable Long concurrentRequests,
    @Nullable Long trainingTokensPerMonth,
    @Nullable Long storageBytes,
    @Nullable Long runningJobs) {

  /** That of one quota. */
  public @Nullable Long of(io.milora.model.Quota quota) {
    return switch (quota) {
      case REQUESTS_PER_MINUTE -> requestsPerMinute;
      case TOKENS_PER_MINUTE -> tokensPerMinute;
      case CONCURRENT_REQUESTS -> concurrentRequests;
      case TRAINING_TOKENS_PER_MONTH -> trainingTokensPerMonth;
      case STORAGE_BYTES -> storageBytes;
      case RUNNING_JOBS -> runningJobs;
    };
  }
}
