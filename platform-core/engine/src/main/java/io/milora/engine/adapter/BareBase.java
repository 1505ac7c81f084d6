package io.milora.engine.adapter;

import io.milora.model.Projection;
import org.jspecify.annotations.Nullable;

/** No adapter: the base model as it is, asked for by name. */
public enum BareBase implements Adapter {
  INSTANCE;

  @Override
  public float scale() {
    return 0;
  }

  @Override
  public @Nullable LowRankPair pair(int layer, Projection projection) {
    return null;
  }
}
