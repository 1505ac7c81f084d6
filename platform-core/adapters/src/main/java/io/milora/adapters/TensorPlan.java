package io.milora.adapters;

import io.milora.model.BaseShape;
import io.milora.model.Pooler;
import io.milora.model.Problem;
import io.milora.model.Projection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which tensors of which shapes a file of an adapter has to have, and may have.
 *
 * @param required shapes by name
 * @param optional shapes by name
 */
record TensorPlan(Map<String, long[]> required, Map<String, long[]> optional) {
  /** Low-rank pairs on these modules of each layer. */
  static TensorPlan pairs(List<Set<Projection>> targets, int rank, BaseShape base) {
    TensorPlan plan = new TensorPlan(new TreeMap<>(), new TreeMap<>());
    for (int layer = 0; layer < targets.size(); layer++) {
      for (Projection projection : targets.get(layer)) {
        plan.require(TensorNames.loraA(layer, projection), rank, base.in(projection));
        plan.require(TensorNames.loraB(layer, projection), base.out(projection), rank);
      }
    }
    return plan;
  }

  /** MiLoRA's routers; only the attention pooler needs its vector. */
  static TensorPlan routers(BaseShape base, Pooler pooler) {
    TensorPlan plan = new TensorPlan(new TreeMap<>(), new TreeMap<>());
    for (int layer = 0; layer < base.layers(); layer++) {
      plan.require(TensorNames.router(layer), base.hidden(), Projection.COUNT);
      plan.require(TensorNames.numerator(layer), Rational.NUMERATOR);
      plan.require(TensorNames.denominator(layer), Rational.DENOMINATOR);
      Map<String, long[]> place = pooler == Pooler.ATTENTION ? plan.required : plan.optional;
      place.put(TensorNames.pooler(layer), new long[] {base.hidden(), 1});
    }
    return plan;
  }

  /** The routers of a mixture of this many LoRAs. */
  static TensorPlan domains(BaseShape base, int domains) {
    TensorPlan plan = new TensorPlan(new TreeMap<>(), new TreeMap<>());
    for (int layer = 0; layer < base.layers(); layer++) {
      plan.require(TensorNames.router(layer), base.hidden(), domains);
    }
    return plan;
  }

  private void require(String name, long... shape) {
    required.put(name, shape);
  }

  /** All that are missing, misshapen or unknown. */
  List<Problem> problems(String file, SafetensorsHeader header) {
    List<Problem> problems = new ArrayList<>();
    required.forEach(
        (name, shape) -> {
          if (!header.tensors().containsKey(name)) {
            problems.add(TensorProblems.missing(file, name, shape));
          }
        });
    header
        .tensors()
        .forEach(
            (name, tensor) -> {
              long[] expected = required.getOrDefault(name, optional.get(name));
              if (expected == null) {
                problems.add(TensorProblems.unknown(file, name));
              } else if (!Arrays.equals(tensor.shape(), expected)) {
                problems.add(TensorProblems.misshapen(file, name, tensor.shape(), expected));
              }
            });
    return problems;
  }
}
