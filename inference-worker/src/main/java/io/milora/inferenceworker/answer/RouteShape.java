package io.milora.inferenceworker.answer;

import io.milora.engine.adapter.DomainRoute;
import io.milora.engine.adapter.RoutePlan;
import io.milora.model.Projection;
import io.milora.model.openai.Routes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Route plans as the API shows them. */
final class RouteShape {
  private static final List<String> MODULES =
      Arrays.stream(Projection.values()).map(Projection::shortName).toList();

  private RouteShape() {}

  static Routes of(RoutePlan plan) {
    return new Routes(MODULES, plan.gates(), plan.probabilities(), domains(plan.domains()));
  }

  private static Routes.@Nullable Domains domains(@Nullable DomainRoute route) {
    if (route == null) {
      return null;
    }
    List<String> used = Arrays.stream(route.chosen()).mapToObj(route.domains()::get).toList();
    return new Routes.Domains(route.domains(), route.logProbabilities(), used);
  }
}
