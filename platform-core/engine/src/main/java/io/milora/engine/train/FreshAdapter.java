package io.milora.engine.train;

import io.milora.engine.torch.Parameter;
import io.milora.engine.torch.ParameterLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Initial values of an adapter, which reproduces the base model's logits exactly because B is zero.
 *
 * <ul>
 *   <li>A: Kaiming-uniform with a = sqrt 5, PEFT's default, which is uniform within 1 / sqrt(in).
 *   <li>B: zero.
 *   <li>Router: uniform within 1 / sqrt(d), as a linear layer usually starts. On a normalised input
 *       the seven logits then differ by some tenths, so that no module is shut out. Whether prompts
 *       take different routes depends on how far their pooled states lie apart, not on this scale:
 *       under one template they are so alike that nearly all start on the same three modules (ADR
 *       9). Zeros would make that a tie for every prompt.
 *   <li>Pooler vector: zero, which is the mean. Residual streams have tokens of norm 1e3; scores of
 *       a random vector would make the soft-max pick one of them.
 *   <li>Rational activation: the approximation of GELU below 0.0038 on [-12, 12] (METHODS.md), in
 *       float32.
 * </ul>
 */
final class FreshAdapter {
  private FreshAdapter() {}

  /** Values by name of parameter. */
  static Map<String, float[]> values(ParameterLayout layout, long seed) {
    Map<String, float[]> values = new HashMap<>();
    List<Parameter> parameters = layout.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      SplittableRandom random = new SplittableRandom(Seeds.mix(seed, i));
      values.put(parameters.get(i).name(), value(parameters.get(i), random));
    }
    return values;
  }

  private static float[] value(Parameter parameter, SplittableRandom random) {
    return switch (parameter.part()) {
      case Parameter.A _ -> uniform(parameter, random);
      case Parameter.B _ -> new float[parameter.size()];
      case Parameter.Router part ->
          switch (part) {
            case WEIGHT -> uniform(parameter, random);
            case POOLER -> new float[parameter.size()];
            case NUMERATOR -> RationalActivation.GELU.numerator().clone();
            case DENOMINATOR -> RationalActivation.GELU.denominator().clone();
          };
    };
  }

  /** Within 1 / sqrt(rows); rows is the number of inputs. */
  private static float[] uniform(Parameter parameter, SplittableRandom random) {
    double bound = 1 / Math.sqrt(parameter.rows());
    float[] value = new float[parameter.size()];
    for (int i = 0; i < value.length; i++) {
      value[i] = (float) random.nextDouble(-bound, bound);
    }
    return value;
  }
}
