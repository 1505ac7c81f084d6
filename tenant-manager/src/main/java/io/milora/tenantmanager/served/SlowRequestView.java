package io.milora.tenantmanager.served;

import io.milora.model.LatencyKind;
import io.milora.persistence.SlowRequest;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One of the slowest requests of its minute. Latencies are milliseconds; null as far as it did not
 * come.
 *
 * @param id as the answer's header {@code x-request-id} had it
 * @param at its end, seconds since 1970
 * @param tenant its name; null where it is the caller's own
 * @param key the public part of the key, or the name of a person
 * @param alias what it named: an alias, an exact model or the base
 * @param adapter content hash, empty for the bare base
 */
public record SlowRequestView(
    String id,
    String object,
    long at,
    @Nullable String tenant,
    String key,
    String alias,
    String adapter,
    String worker,
    int promptTokens,
    int completionTokens,
    @Nullable Double queue,
    @Nullable Double adapterLoad,
    @Nullable Double ttft,
    @Nullable Double tpot,
    @Nullable Double e2e) {

  static SlowRequestView of(SlowRequest.Found found, Map<String, String> tenantNames) {
    SlowRequest request = found.request();
    return new SlowRequestView(
        request.id(),
        "slow_request",
        request.at().getEpochSecond(),
        tenantNames.get(found.tenant().value()),
        request.keyId(),
        request.model(),
        request.adapter(),
        found.worker(),
        request.promptTokens(),
        request.completionTokens(),
        millis(request, LatencyKind.QUEUE),
        millis(request, LatencyKind.ADAPTER_LOAD),
        millis(request, LatencyKind.TTFT),
        millis(request, LatencyKind.TPOT),
        millis(request, LatencyKind.E2E));
  }

  private static @Nullable Double millis(SlowRequest request, LatencyKind kind) {
    Duration latency = request.latencies().get(kind);
    return latency == null ? null : latency.toNanos() / 1e6;
  }
}
