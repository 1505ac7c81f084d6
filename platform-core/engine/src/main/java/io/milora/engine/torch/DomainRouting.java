package io.milora.engine.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.milora.engine.adapter.DomainRoute;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.adapter.MoaAdapter;
import io.milora.model.DomainSelect;
import io.milora.model.MethodSettings;
import io.milora.model.Projection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Chooses a prompt's domains with the routers of a Mixture-of-LoRAs: a pass of its own over the
 * prompt, in which every layer uses the domain it finds most probable (METHODS.md,
 * Mixture-of-LoRAs).
 */
final class DomainRouting {
  private final TorchProgram program;
  private final FrozenWeights weights;
  private final RotaryTables rotary;

  DomainRouting(TorchProgram program, FrozenWeights weights, RotaryTables rotary) {
    this.program = program;
    this.weights = weights;
    this.rotary = rotary;
  }

  /**
   * What each layer uses.
   *
   * @param prompt token ids, at least one
   */
  DomainRoute route(MoaAdapter adapter, int[] prompt) {
    try (NDManager manager = weights.newManager()) {
      UniformExperts experts = new UniformExperts(weights.config(), adapter);
      AdapterLayout layout =
          AdapterLayout.of(new MethodSettings.Lora(experts.settings()), weights.config());
      NDArray found =
          model(manager, layout, experts, adapter.experts().size())
              .complete(
                  program
                      .call("domains", manager)
                      .with(Arrays.stream(prompt).asLongStream().toArray())
                      .with(Torch.floats(manager, layout.fixedGates(), 1, Projection.COUNT))
                      .with(routers(manager, adapter)),
                  0)
              .run()
              .get(0);
      DomainRoute perLayer = DomainRoute.perLayer(adapter.settings().domains(), Torch.rows(found));
      return adapter.settings().select() == DomainSelect.VOTE ? perLayer.voted() : perLayer;
    }
  }

  /** The parameters of all experts, one expert after the other. */
  private AdaptedModel model(
      NDManager manager, AdapterLayout layout, UniformExperts experts, int count) {
    List<NDArray> tensors = new ArrayList<>();
    for (int domain = 0; domain < count; domain++) {
      LoraAdapter expert = experts.expert(domain);
      Map<String, float[]> values = layout.values(expert);
      for (Parameter parameter : layout.parameters()) {
        float[] value = values.get(parameter.name());
        if (value != null) {
          tensors.add(Torch.floats(manager, value, parameter.shape()));
        }
      }
    }
    return new AdaptedModel(weights, layout, new TensorList("parameters", tensors), rotary);
  }

  /** For each layer W [d, domains]. */
  private TensorList routers(NDManager manager, MoaAdapter adapter) {
    List<NDArray> tensors = new ArrayList<>();
    for (float[] router : adapter.routers()) {
      tensors.add(
          Torch.floats(manager, router, weights.config().hidden(), adapter.experts().size()));
    }
    return new TensorList("routers", tensors);
  }
}
