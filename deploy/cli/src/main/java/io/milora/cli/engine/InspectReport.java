package io.milora.cli.engine;

import io.milora.engine.adapter.RoutePlan;
import io.milora.model.Projection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code inspect} shows; its JSON has these names in snake case.
 *
 * @param promptIds token ids of the prompt
 * @param promptTokens their texts, null for a model without tokenizer
 * @param layers the routes, in order
 * @param domains what a Mixture-of-LoRAs chose, null for other methods
 * @param lastLogits [V] at the last token of the prompt
 * @param generatedIds what follows the prompt
 * @param generatedText null for a model without tokenizer
 * @param hypotheses all beams, best first; empty without beam search
 * @param warnings what a person should know
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
record InspectReport(
    int[] promptIds,
    @Nullable List<String> promptTokens,
    List<LayerRoute> layers,
    @Nullable DomainReport domains,
    float[] lastLogits,
    int[] generatedIds,
    @Nullable String generatedText,
    List<ScoredIds> hypotheses,
    List<String> warnings) {

  /**
   * What one layer decided.
   *
   * @param probabilities [7], null where no router ran
   * @param gates [7], 0 where a module is off
   * @param kept names of the modules that are on
   */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
  record LayerRoute(float @Nullable [] probabilities, float[] gates, List<String> kept) {}

  /**
   * A beam.
   *
   * @param score summed log-probability divided by the length
   */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
  record ScoredIds(int[] ids, double score) {}

  static List<LayerRoute> layers(RoutePlan plan) {
    List<LayerRoute> layers = new ArrayList<>();
    for (int layer = 0; layer < plan.gates().length; layer++) {
      float[] gates = plan.gates()[layer];
      Projection[] modules = Projection.values();
      List<String> kept =
          IntStream.range(0, modules.length)
              .filter(m -> gates[m] != 0)
              .mapToObj(m -> modules[m].shortName())
              .toList();
      float[][] probabilities = plan.probabilities();
      layers.add(new LayerRoute(probabilities == null ? null : probabilities[layer], gates, kept));
    }
    return layers;
  }
}
