package io.milora.tenantmanager.quotas;

import io.milora.model.Quota;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An amount for each quota. As a limit, null means that there is none; as a use, that it is not
 * counted.
 */
@Schema(name = "QuotaAmounts")
public record QuotaAmounts(
    @Nullable Long requestsPerMinute,
    @Nullable Long tokensPerMinute,
    @Nullable Long concurrentRequests,
    @Nullable Long trainingTokensPerMonth,
    @Nullable Long storageBytes,
    @Nullable Long runningJobs) {
  static QuotaAmounts of(Map<Quota, Long> amounts) {
    return new QuotaAmounts(
        amounts.get(Quota.REQUESTS_PER_MINUTE),
        amounts.get(Quota.TOKENS_PER_MINUTE),
        amounts.get(Quota.CONCURRENT_REQUESTS),
        amounts.get(Quota.TRAINING_TOKENS_PER_MONTH),
        amounts.get(Quota.STORAGE_BYTES),
        amounts.get(Quota.RUNNING_JOBS));
  }
}
