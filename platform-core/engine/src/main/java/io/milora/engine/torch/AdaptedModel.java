package io.milora.engine.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Frozen weights with one adapter's tensors: what every method of the programs takes last.
 *
 * @param weights shared, never written
 * @param layout says what the parameters are
 * @param parameters in the layout's order
 * @param rotary for as many positions as a row may have
 */
public record AdaptedModel(
    FrozenWeights weights, ParameterLayout layout, TensorList parameters, RotaryTables rotary) {

  /**
   * Makes an adapter's tensors.
   *
   * @param manager owns them
   * @param values by name, one for each of the layout's parameters; copied
   */
  public static AdaptedModel of(
      NDManager manager,
      FrozenWeights weights,
      ParameterLayout layout,
      Map<String, float[]> values,
      RotaryTables rotary) {
    List<NDArray> tensors = new ArrayList<>();
    for (Parameter parameter : layout.parameters()) {
      float[] value = values.get(parameter.name());
      if (value == null || value.length != parameter.size()) {
        throw new IllegalArgumentException(
            "Parameter %s needs %d values, %s given"
                .formatted(
                    parameter.name(), parameter.size(), value == null ? "none" : value.length));
      }
      tensors.add(Torch.floats(manager, value, parameter.shape()));
    }
    if (tensors.isEmpty()) {
      // A list of arguments needs a member; of the bare base the programs look at none.
      tensors.add(manager.create(new float[0]));
    }
    return new AdaptedModel(weights, layout, new TensorList("parameters", tensors), rotary);
  }

  /**
   * Adds the last arguments of a call.
   *
   * @param dropout share of the pairs' inputs to zero, 0 for none
   */
  public TorchProgram.Call complete(TorchProgram.Call call, double dropout) {
    return call.with(weights.tensors())
        .with(parameters)
        .with(rotary.cos())
        .with(rotary.sin())
        .with(weights.shape())
        .with(layout.methodNumbers())
        .with(weights.config().rmsNormEps(), layout.scale(), dropout);
  }
}
