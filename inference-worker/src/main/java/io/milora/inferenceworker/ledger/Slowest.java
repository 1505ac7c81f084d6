package io.milora.inferenceworker.ledger;

import io.milora.model.LatencyKind;
import io.milora.persistence.SlowRequest;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;

/** The few slowest requests by each kind of latency. Not thread-safe. */
final class Slowest {
  /** Of each kind; a request may be among those of several. */
  static final int OF_EACH_KIND = 3;

  private final Map<LatencyKind, PriorityQueue<SlowRequest>> slowest =
      new EnumMap<>(LatencyKind.class);

  void add(SlowRequest request) {
    for (LatencyKind kind : request.latencies().keySet()) {
      PriorityQueue<SlowRequest> queue =
          slowest.computeIfAbsent(
              kind, k -> new PriorityQueue<>(Comparator.comparing(r -> latency(r, k))));
      queue.add(request);
      if (queue.size() > OF_EACH_KIND) {
        queue.remove();
      }
    }
  }

  /** Each once, in no order. */
  List<SlowRequest> all() {
    return slowest.values().stream().flatMap(PriorityQueue::stream).distinct().toList();
  }

  private static Duration latency(SlowRequest request, LatencyKind kind) {
    return Objects.requireNonNull(request.latencies().get(kind));
  }
}
