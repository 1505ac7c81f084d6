package io.milora.engine.base;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.Projection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tensors that a Llama-family decoder consists of, under Hugging Face's names. */
final class BaseTensors {
  private BaseTensors() {}

  /** All names with their shapes. */
  static Map<String, long[]> of(LlamaConfig config) {
    Map<String, long[]> shapes = new TreeMap<>();
    long[] embedding = {config.vocabulary(), config.hidden()};
    long[] norm = {config.hidden()};
    shapes.put("model.embed_tokens.weight", embedding);
    shapes.put("model.norm.weight", norm);
    if (!config.tiedHead()) {
      shapes.put("lm_head.weight", embedding);
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "model.layers." + layer + ".";
      shapes.put(prefix + "input_layernorm.weight", norm);
      shapes.put(prefix + "post_attention_layernorm.weight", norm);
      for (Projection projection : Projection.values()) {
        long out = config.out(projection);
        shapes.put(prefix + projection.path() + ".weight", new long[] {out, config.in(projection)});
        if (hasBias(config, projection)) {
          shapes.put(prefix + projection.path() + ".bias", new long[] {out});
        }
      }
    }
    return shapes;
  }

  private static boolean hasBias(LlamaConfig config, Projection projection) {
    return switch (projection) {
      case Q, K, V -> config.attentionBias();
      case O -> config.outputBias();
      case GATE, UP, DOWN -> false;
    };
  }

  /**
   * Compares what a file holds with what the configuration asks for.
   *
   * @throws InvalidInputException with all missing, unknown and wrongly shaped tensors
   */
  static void check(LlamaConfig config, WeightSource weights) {
    Map<String, long[]> expected = of(config);
    List<Problem> problems = new ArrayList<>();
    expected.forEach(
        (name, shape) -> {
          if (!weights.names().contains(name)) {
            problems.add(
                new Problem(
                    name,
                    "missing_tensor",
                    "Tensor %s %s is missing.".formatted(name, Arrays.toString(shape))));
          } else if (!Arrays.equals(shape, weights.shape(name))) {
            problems.add(
                new Problem(
                    name,
                    "invalid_shape",
                    "Tensor %s is %s; the configuration asks for %s."
                        .formatted(
                            name, Arrays.toString(weights.shape(name)), Arrays.toString(shape))));
          }
        });
    weights.names().stream()
        .filter(name -> !expected.containsKey(name) && !isRedundant(name, config))
        .forEach(
            name ->
                problems.add(
                    new Problem(
                        name,
                        "unknown_tensor",
                        "Tensor %s does not belong to this architecture.".formatted(name))));
    InvalidInputException.throwIfAny(problems);
  }

  /** Some files repeat what follows from the rest. */
  private static boolean isRedundant(String name, LlamaConfig config) {
    return name.endsWith(".rotary_emb.inv_freq")
        || (config.tiedHead() && name.equals("lm_head.weight"));
  }
}
