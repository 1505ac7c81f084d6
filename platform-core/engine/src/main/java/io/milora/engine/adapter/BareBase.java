package io.milora.engine.adapter;

import io.milora.model.Projection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** No adapter: the base model as it is, asked for by name. */
public enum BareBase implements Adapter, PairSet {
  INSTANCE;

  @Override
  public List<PairSet> pairSets() {
    return List.of(this);
  }

  @Override
  public float scale() {
    return 0;
  }

  @Override
  public @Nullable LowRankPair pair(int layer, Projection projection) {
    return null;
  }
}
