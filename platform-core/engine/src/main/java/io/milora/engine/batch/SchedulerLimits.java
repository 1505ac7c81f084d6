package io.milora.engine.batch;

import io.milora.engine.serve.ServingEngine;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a scheduler allows.
 *
 * @param maxWaiting requests that may wait, of all tenants together, 1 or more
 * @param maxWaitingPerTenant requests that may wait of one tenant, 1 or more
 * @param kvTokens tokens of all running requests together, their new ones counted in advance; more
 *     than the engine's slots hold does no harm
 * @param prefillTokensPerStep tokens of prompts read for each decode step while others are being
 *     decoded, 1 or more; between two steps it is this many or one longer prompt, which is then
 *     made up for
 * @param drain how long running requests may go on when the scheduler is closed
 * @param weights tenants' shares, above 0; 1 for those not named
 */
public record SchedulerLimits(
    int maxWaiting,
    int maxWaitingPerTenant,
    long kvTokens,
    int prefillTokensPerStep,
    Duration drain,
    Map<TenantId, Double> weights) {
  private static final double COMMON_WEIGHT = 1;

  public SchedulerLimits {
    List<Problem> problems = new ArrayList<>();
    positive(problems, "max_waiting", maxWaiting);
    positive(problems, "max_waiting_per_tenant", maxWaitingPerTenant);
    positive(problems, "kv_tokens", kvTokens);
    positive(problems, "prefill_tokens_per_step", prefillTokensPerStep);
    weights.forEach(
        (tenant, weight) -> {
          if (!(weight > 0 && Double.isFinite(weight))) {
            problems.add(Problem.outOfRange("weight of " + tenant, weight, "above 0"));
          }
        });
    InvalidInputException.throwIfAny(problems);
    weights = Map.copyOf(weights);
  }

  private static void positive(List<Problem> problems, String name, long value) {
    if (value < 1) {
      problems.add(Problem.outOfRange(name, value, "1 or more"));
    }
  }

  /** A tenant's share. */
  double weight(TenantId tenant) {
    return weights.getOrDefault(tenant, COMMON_WEIGHT);
  }

  /**
   * Whether a request can ever be admitted.
   *
   * @throws IllegalArgumentException if it cannot
   */
  void check(GenerationRequest request, ServingEngine engine) {
    int width = request.decoding().width();
    if (request.slotTokens() > engine.capacity()) {
      throw new IllegalArgumentException(
          "%d prompt tokens and up to %d new ones do not fit into %d."
              .formatted(request.prompt().length, request.maxNewTokens(), engine.capacity()));
    }
    if (width > engine.slots()) {
      throw new IllegalArgumentException(
          "%d sequences were asked for; there are %d slots.".formatted(width, engine.slots()));
    }
    if (request.totalTokens() > kvTokens) {
      throw new IllegalArgumentException(
          "%d sequences of up to %d tokens do not fit into %d tokens of keys and values."
              .formatted(width, request.slotTokens(), kvTokens));
    }
  }
}
