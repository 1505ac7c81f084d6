package io.milora.engine.train;

import ai.djl.ndarray.NDArray;
import io.milora.engine.torch.Parameter;
import io.milora.engine.torch.Parameter.Router;
import io.milora.engine.torch.ParameterLayout;
import io.milora.engine.torch.TensorList;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The rational activations of an adapter in training, by layer. Confined to the run's thread. */
final class Theta {
  private final List<Place> numerators = new ArrayList<>();
  private final List<Place> denominators = new ArrayList<>();

  /** A trained tensor and its first moment. */
  private record Place(NDArray parameter, NDArray first) {}

  /**
   * Looks at an adapter's parameters.
   *
   * @param layout of a method whose every layer has an activation
   * @param parameters in the layout's order
   * @param optimiser of the activations
   */
  Theta(ParameterLayout layout, TensorList parameters, AdamW optimiser) {
    List<Integer> members = optimiser.members();
    for (int i = 0; i < members.size(); i++) {
      Parameter parameter = layout.parameters().get(members.get(i));
      var places = parameter.part() == Router.NUMERATOR ? numerators : denominators;
      places.add(new Place(parameters.get(members.get(i)), optimiser.firstMoments().get(i)));
    }
  }

  /** Coefficients of all layers, a copy. */
  List<RationalActivation> activations() {
    return IntStream.range(0, numerators.size()).mapToObj(this::activation).toList();
  }

  /** Coefficients of one layer, a copy. */
  RationalActivation activation(int layer) {
    return new RationalActivation(
        numerators.get(layer).parameter().toFloatArray(),
        denominators.get(layer).parameter().toFloatArray());
  }

  /** Puts coefficients back and forgets where they were going. */
  void reset(int layer, RationalActivation activation) {
    set(numerators.get(layer), activation.numerator());
    set(denominators.get(layer), activation.denominator());
  }

  private static void set(Place place, float[] values) {
    place.parameter().set(FloatBuffer.wrap(values));
    place.first().set(FloatBuffer.wrap(new float[values.length]));
  }
}
