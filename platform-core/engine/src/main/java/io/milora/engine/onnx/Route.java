package io.milora.engine.onnx;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.PairSet;
import io.milora.engine.adapter.RoutePlan;
import java.util.List;
import java.util.stream.IntStream;

/** A request's adapter and route. Compared by identity: copies of a sequence share one. */
final class Route {
  private final Adapter adapter;
  private final RoutePlan plan;

  Route(Adapter adapter, RoutePlan plan) {
    this.adapter = adapter;
    this.plan = plan;
  }

  /** What each layer uses. */
  List<PairSet> pairs() {
    return IntStream.range(0, plan.gates().length)
        .mapToObj(layer -> plan.pairs(adapter, layer))
        .toList();
  }

  RoutePlan plan() {
    return plan;
  }
}
