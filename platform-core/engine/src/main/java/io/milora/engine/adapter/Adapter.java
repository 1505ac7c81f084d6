package io.milora.engine.adapter;

import io.milora.model.Projection;
import org.jspecify.annotations.Nullable;

/**
 * Immutable, thread-safe adapter weights for one base model. Everything behind the prefill knows
 * only {@link RoutePlan}s and pairs; what differs between methods is how a prompt becomes a plan.
 */
public sealed interface Adapter permits BareBase, LoraAdapter, MiLoraAdapter {
  /** s = alpha / rank. */
  float scale();

  /**
   * The pair of a module, or null if the adapter has none there.
   *
   * @param layer 0 to layers - 1
   */
  @Nullable LowRankPair pair(int layer, Projection projection);
}
