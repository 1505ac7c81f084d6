package io.milora.engine.adapter;

import io.milora.model.InvalidInputException;
import io.milora.model.MoaSettings;
import io.milora.model.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * Mixture-of-LoRAs: a plain LoRA a domain, which may differ in rank, alpha and targets, and a
 * router in each layer. The arrays are shared, never copied: treat them as immutable.
 *
 * @param settings domains and how one is chosen
 * @param experts in the order of the domains
 * @param routers for each layer its weights [d, domains], row-major, columns in the order of the
 *     domains; there is no bias (METHODS.md, Mixture-of-LoRAs)
 */
public record MoaAdapter(MoaSettings settings, List<LoraAdapter> experts, List<float[]> routers)
    implements Adapter {
  public MoaAdapter {
    experts = List.copyOf(experts);
    routers = List.copyOf(routers);
    List<Problem> problems = new ArrayList<>();
    if (experts.size() != settings.domains().size()) {
      problems.add(
          Problem.outOfRange(
              "experts",
              experts.size() + " experts",
              "one for each of " + String.join(", ", settings.domains())));
    }
    for (LoraAdapter expert : experts) {
      if (expert.layers().size() != routers.size()) {
        problems.add(
            Problem.outOfRange(
                "experts",
                "an expert of " + expert.layers().size() + " layers",
                routers.size() + " layers, as many as there are routers"));
      }
    }
    InvalidInputException.throwIfAny(problems);
  }

  @Override
  public List<LoraAdapter> pairSets() {
    return experts;
  }
}
