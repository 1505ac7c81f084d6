package io.milora.engine.adapter;

import io.milora.model.Projection;
import org.jspecify.annotations.Nullable;

/** Low-rank pairs that are used together: an adapter's only ones, or those of one domain. */
public interface PairSet {
  /** s = alpha / rank. */
  float scale();

  /**
   * The pair of a module, or null if there is none.
   *
   * @param layer 0 to layers - 1
   */
  @Nullable LowRankPair pair(int layer, Projection projection);
}
