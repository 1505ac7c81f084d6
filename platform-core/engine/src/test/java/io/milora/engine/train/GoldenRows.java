package io.milora.engine.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.engine.testing.Golden;
import io.milora.engine.text.Example;
import java.util.ArrayList;
import java.util.List;

/** Rows of the golden training cases. */
final class GoldenRows {
  private GoldenRows() {}

  /** Four rows to learn from. */
  static List<Example> training() {
    return of(Golden.json("train-milora-bilevel.json").path("inputs").path("examples"));
  }

  /** Three rows to measure with. */
  static List<Example> dev() {
    return of(Golden.json("train-milora-bilevel.json").path("inputs").path("dev"));
  }

  static List<Example> of(JsonNode array) {
    List<Example> examples = new ArrayList<>();
    array.forEach(
        e ->
            examples.add(
                new Example(Golden.ints(e.path("prompt")), Golden.ints(e.path("response")))));
    return examples;
  }
}
