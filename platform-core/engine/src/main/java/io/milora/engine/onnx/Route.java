package io.milora.engine.onnx;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.RoutePlan;

/** A request's adapter and route. Compared by identity: copies of a sequence share one. */
final class Route {
  private final Adapter adapter;
  private final RoutePlan plan;

  Route(Adapter adapter, RoutePlan plan) {
    this.adapter = adapter;
    this.plan = plan;
  }

  Adapter adapter() {
    return adapter;
  }

  RoutePlan plan() {
    return plan;
  }
}
