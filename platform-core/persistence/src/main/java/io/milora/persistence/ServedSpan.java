package io.milora.persistence;

import io.milora.model.LatencyKind;
import io.milora.model.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What one worker served for one tenant in a piece of time, until now.
 *
 * @param start of the piece
 * @param slowest a few of the requests, of minutes only
 */
public record ServedSpan(
    TenantId tenant,
    Span span,
    Instant start,
    Map<UsageKey, UsageCounts> usage,
    Map<LatencyKey, LatencyHistogram> latencies,
    List<SlowRequest> slowest) {
  /** In place of an adapter's hash: all adapters together. */
  public static final String ALL_ADAPTERS = "*";

  /**
   * What usage is counted by.
   *
   * @param keyId the public part of the key, or the name of a person
   * @param model as requests named it
   * @param adapter content hash, empty for the bare base
   */
  public record UsageKey(String keyId, String model, String adapter) {}

  /**
   * What latencies are counted by.
   *
   * @param adapter content hash, empty for the bare base, or {@link #ALL_ADAPTERS}
   */
  public record LatencyKey(LatencyKind kind, String adapter) {}
}
