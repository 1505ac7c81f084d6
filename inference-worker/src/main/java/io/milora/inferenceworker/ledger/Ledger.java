package io.milora.inferenceworker.ledger;

import io.milora.inferenceworker.metrics.Asked;
import io.milora.model.LatencyKind;
import io.milora.model.TenantId;
import io.milora.persistence.LatencyHistogram;
import io.milora.persistence.ServedSpan;
import io.milora.persistence.ServedSpan.LatencyKey;
import io.milora.persistence.ServedSpan.UsageKey;
import io.milora.persistence.SlowRequest;
import io.milora.persistence.Span;
import io.milora.persistence.UsageCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was served in the minutes and hours that are under way, and in those before that could not
 * be written yet. Not thread-safe.
 */
final class Ledger {
  private final Map<PageKey, Page> pages = new LinkedHashMap<>();

  /** Pages before these are over; none of them is opened again, as it may have been written. */
  private final Map<Span, Instant> oldest = new EnumMap<>(Span.class);

  private record PageKey(TenantId tenant, Span span, Instant start) {}

  private static final class Page {
    final Map<UsageKey, UsageCounts> usage = new HashMap<>();
    final Map<LatencyKey, LatencyHistogram> latencies = new HashMap<>();
    final Slowest slowest = new Slowest();
    boolean written;

    LatencyHistogram histogram(LatencyKind kind, String adapter) {
      return latencies.computeIfAbsent(new LatencyKey(kind, adapter), k -> new LatencyHistogram());
    }
  }

  /** Notes a request. */
  void add(Asked asked, Instant at, UsageCounts usage, Map<LatencyKind, Duration> latencies) {
    UsageKey key = new UsageKey(asked.caller().who(), asked.alias(), asked.adapterName());
    for (Span span : Span.values()) {
      Page page = page(asked.caller().tenant(), span, at);
      page.written = false;
      page.usage.merge(key, usage, UsageCounts::plus);
      latencies.forEach(
          (kind, latency) -> {
            page.histogram(kind, asked.adapterName()).record(latency);
            page.histogram(kind, ServedSpan.ALL_ADAPTERS).record(latency);
          });
      if (span == Span.MINUTE) {
        page.slowest.add(request(asked, at, usage, latencies));
      }
    }
  }

  private static SlowRequest request(
      Asked asked, Instant at, UsageCounts usage, Map<LatencyKind, Duration> latencies) {
    return new SlowRequest(
        asked.requestId(),
        at,
        asked.caller().who(),
        asked.alias(),
        asked.adapterName(),
        (int) usage.promptTokens(),
        (int) usage.completionTokens(),
        latencies);
  }

  /** Latecomers, and what comes after a clock was set back, count in the oldest open page. */
  private Page page(TenantId tenant, Span span, Instant at) {
    Instant start = span.start(at);
    Instant first = oldest.getOrDefault(span, start);
    return pages.computeIfAbsent(
        new PageKey(tenant, span, start.isBefore(first) ? first : start), k -> new Page());
  }

  /** What was not written as it is now, oldest first. */
  List<ServedSpan> unwritten() {
    List<ServedSpan> spans = new ArrayList<>();
    pages.forEach(
        (key, page) -> {
          if (!page.written) {
            spans.add(
                new ServedSpan(
                    key.tenant,
                    key.span,
                    key.start,
                    page.usage,
                    page.latencies,
                    page.slowest.all()));
          }
        });
    return spans;
  }

  /** It is in the database. */
  void written(ServedSpan span) {
    Page page = pages.get(new PageKey(span.tenant(), span.span(), span.start()));
    if (page != null) {
      page.written = true;
    }
  }

  /**
   * Closes pages that are over and written. Of those that are over and could not be written, it
   * keeps the newest ones only.
   *
   * @param now nothing older is added any more, but to pages that are open
   * @param mostWaiting pages to keep, 0 or more
   * @return requests that were forgotten unwritten
   */
  long close(Instant now, int mostWaiting) {
    for (Span span : Span.values()) {
      oldest.put(span, span.start(now));
    }
    pages.entrySet().removeIf(entry -> over(entry.getKey()) && entry.getValue().written);
    List<PageKey> waiting = pages.keySet().stream().filter(this::over).toList();
    long lost = 0;
    for (PageKey key : waiting.subList(0, Math.max(0, waiting.size() - mostWaiting))) {
      Page page = pages.remove(key);
      if (page != null && key.span == Span.MINUTE) {
        lost += page.usage.values().stream().mapToLong(UsageCounts::requests).sum();
      }
    }
    return lost;
  }

  private boolean over(PageKey key) {
    return key.start.isBefore(oldest.getOrDefault(key.span, key.start));
  }
}
