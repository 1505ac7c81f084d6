package io.milora.engine.batch;

import io.milora.model.TenantId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Who is served next, by the Virtual Token Counter (Sheng et al., Fairness in Serving Large
 * Language Models, OSDI 24, algorithm 2): each tenant has a counter of the tokens it was given,
 * divided by its weight, and the smallest one of those who wait goes first. A tenant that comes
 * back is lifted to those who waited meanwhile, so that idling earns no credit.
 *
 * <p>Of two tenants with a constant backlog, neither is ever served more than 2 max(w_p L, w_q M)
 * ahead of the other, L being the longest prompt and M the tokens that fit into the running batch.
 *
 * <p>Keeps one number for every tenant it has met. Not thread-safe.
 */
final class VirtualTokenCounter {
  /** Cost of a prompt's token, w_p. */
  static final int INPUT_COST = 1;

  /** Cost of a generated token, w_q. */
  static final int OUTPUT_COST = 2;

  private final ToDoubleFunction<TenantId> weights;
  private final Map<TenantId, Double> counters = new HashMap<>();
  private final Set<TenantId> waiting = new LinkedHashSet<>();
  private @Nullable TenantId lastToLeave;

  /**
   * Nobody was served yet.
   *
   * @param weights a tenant's share, above 0; twice the weight is twice the tokens
   */
  VirtualTokenCounter(ToDoubleFunction<TenantId> weights) {
    this.weights = weights;
  }

  /** A tenant that had nothing waiting now has; does nothing for others. */
  void arrive(TenantId tenant) {
    if (!waiting.contains(tenant)) {
      counters.put(tenant, afterArrival(tenant));
      waiting.add(tenant);
    }
  }

  /** A tenant has nothing waiting any more. */
  void leave(TenantId tenant) {
    if (waiting.remove(tenant)) {
      lastToLeave = tenant;
    }
  }

  /** Whose turn it is, or null if nobody waits; of equal ones, who has waited longest. */
  @Nullable TenantId next() {
    TenantId first = null;
    for (TenantId tenant : waiting) {
      if (first == null || counter(tenant) < counter(first)) {
        first = tenant;
      }
    }
    return first;
  }

  /** Books what a tenant was given: tokens of prompts at admission, generated ones each step. */
  void charge(TenantId tenant, long inputs, long outputs) {
    double cost = (double) INPUT_COST * inputs + (double) OUTPUT_COST * outputs;
    counters.merge(tenant, cost / weight(tenant), Double::sum);
  }

  /** What a tenant was given, tokens by cost and divided by its weight; 0 for a new one. */
  double counter(TenantId tenant) {
    return counters.getOrDefault(tenant, 0.0);
  }

  /** The counter with which a tenant would go on if a request of it came now. */
  double afterArrival(TenantId tenant) {
    double own = counter(tenant);
    if (waiting.contains(tenant)) {
      return own;
    }
    TenantId least = next();
    TenantId reference = least == null ? lastToLeave : least;
    return reference == null ? own : Math.max(own, counter(reference));
  }

  double weight(TenantId tenant) {
    return weights.applyAsDouble(tenant);
  }
}
