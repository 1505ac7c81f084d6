package io.milora.engine.adapter;

import java.util.List;

/**
 * Immutable, thread-safe adapter weights for one base model. Everything behind the prefill knows
 * only {@link RoutePlan}s and pairs; what differs between methods is how a prompt becomes a plan.
 */
public sealed interface Adapter permits BareBase, LoraAdapter, MiLoraAdapter, MoaAdapter {
  /**
   * The sets of pairs, of which a route plan names one in each layer: one for each domain of a
   * Mixture-of-LoRAs in the order of its domains, and a single one for every other method.
   */
  List<? extends PairSet> pairSets();
}
