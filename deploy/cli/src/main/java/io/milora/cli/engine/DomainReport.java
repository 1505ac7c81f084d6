package io.milora.cli.engine;

import io.milora.engine.adapter.DomainRoute;
import io.milora.engine.adapter.RoutePlan;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the routers of a Mixture-of-LoRAs said.
 *
 * @param names of the domains, in the order of columns
 * @param vote the domain with the largest log-probability summed over all layers
 * @param used the domain that each layer uses
 * @param logProbabilities [layers][domains], natural logarithms
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
record DomainReport(
    List<String> names, String vote, List<String> used, float[][] logProbabilities) {
  /** Null for a plan without domains. */
  static @Nullable DomainReport of(RoutePlan plan) {
    DomainRoute route = plan.domains();
    if (route == null) {
      return null;
    }
    List<String> names = route.domains();
    return new DomainReport(
        names,
        names.get(route.vote()),
        Arrays.stream(route.chosen()).mapToObj(names::get).toList(),
        route.logProbabilities());
  }
}
