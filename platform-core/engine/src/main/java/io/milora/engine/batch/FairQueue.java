package io.milora.engine.batch;

import io.milora.engine.batch.RequestRefusedException.Reason;
import io.milora.model.TenantId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait: between tenants by the {@link VirtualTokenCounter}, within a tenant in the
 * order in which they came. Refuses what it could not serve in time. Not thread-safe.
 */
final class FairQueue {
  private static final Duration SHORTEST_RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);
  private static final double FORGETTING = 0.1;

  private final SchedulerLimits limits;
  private final VirtualTokenCounter counter;
  private final ServiceRate rate = new ServiceRate();
  private final Map<TenantId, Deque<Sequence>> lines = new LinkedHashMap<>();
  private int size;

  /** Tokens of a finished answer, averaged with forgetting; NaN before the first. */
  private double typicalAnswer = Double.NaN;

  FairQueue(SchedulerLimits limits) {
    this.limits = limits;
    counter = new VirtualTokenCounter(limits::weight);
  }

  int size() {
    return size;
  }

  /**
   * Lets a request wait.
   *
   * @param slotIsFree whether it would be admitted at once if nobody waited
   * @throws RequestRefusedException if there is no room, or its turn would come too late
   */
  void add(Sequence sequence, boolean slotIsFree) {
    GenerationRequest request = sequence.request();
    TenantId tenant = request.tenant();
    if (size >= limits.maxWaiting()) {
      throw refused(
          Reason.QUEUE_FULL,
          size + " requests wait already, which is the limit; try again later.",
          tenant);
    }
    int own = line(tenant).size();
    if (own >= limits.maxWaitingPerTenant()) {
      throw refused(
          Reason.TENANT_SHARE_FULL,
          own + " of your requests wait already, which is the limit; let some finish first.",
          tenant);
    }
    Duration wait = slotIsFree && size == 0 ? Duration.ZERO : wait(tenant).orElse(Duration.ZERO);
    if (request.timeout() != null && wait.compareTo(request.timeout()) >= 0) {
      throw refused(
          Reason.TOO_LATE,
          "The request's turn would come in about %d ms, after its time limit of %d ms."
              .formatted(wait.toMillis(), request.timeout().toMillis()),
          tenant);
    }
    counter.arrive(tenant);
    lines.computeIfAbsent(tenant, t -> new ArrayDeque<>()).add(sequence);
    size++;
  }

  /** Whose turn it is; stays in the queue. */
  @Nullable Sequence peek() {
    TenantId tenant = counter.next();
    return tenant == null ? null : line(tenant).peek();
  }

  /** Takes out whose turn it is, and books its prompt. */
  void admit(Sequence first) {
    TenantId tenant = first.request().tenant();
    line(tenant).remove();
    counter.charge(tenant, first.request().prompt().length, 0);
    size--;
    leaveIfEmpty(tenant);
  }

  /** Books generated tokens. */
  void generated(TenantId tenant, int tokens) {
    counter.charge(tenant, 0, tokens);
  }

  /** Notes how long the answers of a completed request were on average. */
  void completed(double tokens) {
    typicalAnswer =
        Double.isNaN(typicalAnswer)
            ? tokens
            : typicalAnswer + FORGETTING * (tokens - typicalAnswer);
  }

  /** Notes how much was done in how much time, by the counter's costs. */
  void worked(double cost, Duration time) {
    rate.add(cost, time);
  }

  /** Ends and takes out those that are no longer wanted. */
  void endUnwanted() {
    for (TenantId tenant : List.copyOf(lines.keySet())) {
      line(tenant).removeIf(Sequence::endIfUnwanted);
      leaveIfEmpty(tenant);
    }
    size = lines.values().stream().mapToInt(Deque::size).sum();
  }

  /** All that wait. */
  List<Sequence> all() {
    List<Sequence> all = new ArrayList<>();
    lines.values().forEach(all::addAll);
    return all;
  }

  /** Takes out all. */
  List<Sequence> drain() {
    List<Sequence> all = all();
    lines.keySet().forEach(counter::leave);
    lines.clear();
    size = 0;
    return all;
  }

  private Deque<Sequence> line(TenantId tenant) {
    Deque<Sequence> line = lines.get(tenant);
    return line == null ? new ArrayDeque<>() : line;
  }

  private void leaveIfEmpty(TenantId tenant) {
    if (line(tenant).isEmpty()) {
      lines.remove(tenant);
      counter.leave(tenant);
    }
  }

  /**
   * About how long a new request of a tenant would wait: the tenant's own requests go first, and of
   * each other tenant's as much as brings its counter to where this tenant's will be by then.
   */
  private Optional<Duration> wait(TenantId tenant) {
    double own = cost(tenant);
    double level = counter.afterArrival(tenant) + own / counter.weight(tenant);
    double ahead = own;
    for (TenantId other : lines.keySet()) {
      if (!other.equals(tenant)) {
        double lag = Math.max(0, level - counter.counter(other)) * counter.weight(other);
        ahead += Math.min(cost(other), lag);
      }
    }
    return rate.timeFor(ahead);
  }

  /** What a tenant's waiting requests will probably cost. */
  private double cost(TenantId tenant) {
    return line(tenant).stream().map(Sequence::request).mapToDouble(this::cost).sum();
  }

  private double cost(GenerationRequest request) {
    double answer =
        Double.isNaN(typicalAnswer)
            ? request.maxNewTokens()
            : Math.min(typicalAnswer, request.maxNewTokens());
    return VirtualTokenCounter.INPUT_COST * (double) request.prompt().length
        + VirtualTokenCounter.OUTPUT_COST * answer * request.decoding().width();
  }

  private RequestRefusedException refused(Reason reason, String message, TenantId tenant) {
    Duration wait = wait(tenant).orElse(SHORTEST_RETRY);
    Duration bounded = wait.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : wait;
    return new RequestRefusedException(
        reason, message, bounded.compareTo(SHORTEST_RETRY) < 0 ? SHORTEST_RETRY : bounded);
  }
}
