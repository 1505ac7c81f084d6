package io.milora.inferenceworker.answer;

import io.milora.engine.adapter.RoutePlan;
import io.milora.model.Projection;
import io.milora.model.openai.Routes;
import java.util.Arrays;
import java.util.List;

/** Route plans as the API shows them. */
final class RouteShape {
  private static final List<String> MODULES =
      Arrays.stream(Projection.values()).map(Projection::shortName).toList();

  private RouteShape() {}

  static Routes of(RoutePlan plan) {
    return new Routes(MODULES, plan.gates(), plan.probabilities());
  }
}
