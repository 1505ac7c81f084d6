package io.milora.console.stub;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.milora.console.platform.RoutedAnswer;
import io.milora.model.Projection;
import io.milora.model.openai.Routes;
import io.milora.model.openai.Usage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What routers would decide: of prompts that end in {@code ?} other things than of others. */
final class StubRoutes {
  static final int LAYERS = 30;
  private static final int K = 3;

  private StubRoutes() {}

  static void answer(Exchange exchange, String prompt) throws IOException {
    float[][] probabilities = new float[LAYERS][];
    float[][] gates = new float[LAYERS][];
    for (int layer = 0; layer < LAYERS; layer++) {
      probabilities[layer] = probabilities(layer, prompt.endsWith("?") ? 0 : 1);
      gates[layer] = kept(probabilities[layer]);
    }
    exchange.json(
        new RoutedAnswer(
            new Routes(
                Arrays.stream(Projection.values()).map(Projection::shortName).toList(),
                gates,
                probabilities,
                null),
            Usage.of(12, 1)));
  }

  private static float[] probabilities(int layer, int kind) {
    float[] p = new float[Projection.COUNT];
    float sum = 0;
    for (int i = 0; i < p.length; i++) {
      boolean other = kind == 1 && layer % 9 == 4;
      p[i] = (float) Math.exp(1.4 * Math.sin(layer * 0.7 + i * 2.1 + (other ? 2 : 0)));
      sum += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
    return p;
  }

  private static float[] kept(float[] p) {
    float[] gates = new float[p.length];
    List<Integer> order =
        IntStream.range(0, p.length).boxed().sorted((a, b) -> Float.compare(p[b], p[a])).toList();
    order.subList(0, K).forEach(i -> gates[i] = p[i]);
    return gates;
  }

  /** [layers][7], the share of a step's prompts. */
  static ArrayNode load(int step) {
    ArrayNode layers = JsonNodeFactory.instance.arrayNode();
    for (int layer = 0; layer < LAYERS; layer++) {
      ArrayNode shares = layers.addArray();
      float[] kept = kept(probabilities(layer, 0));
      float[] other = kept(probabilities(layer, step % 4 == 0 ? 1 : 0));
      for (int i = 0; i < kept.length; i++) {
        shares.add((kept[i] != 0 ? 0.75 : 0) + (other[i] != 0 ? 0.25 : 0));
      }
    }
    return layers;
  }
}
