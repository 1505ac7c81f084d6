package io.milora.persistence;

import io.milora.model.LatencyKind;
import io.milora.model.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * One of the slowest requests of its minute.
 *
 * @param id as the answer's header {@code x-request-id} had it
 * @param at its end
 * @param keyId the public part of the key, or the name of a person
 * @param model as the request named it
 * @param adapter content hash, empty for the bare base
 * @param latencies as far as it came
 */
public record SlowRequest(
    String id,
    Instant at,
    String keyId,
    String model,
    String adapter,
    int promptTokens,
    int completionTokens,
    Map<LatencyKind, Duration> latencies) {

  /** One that was found again. */
  public record Found(TenantId tenant, String worker, SlowRequest request) {}
}
