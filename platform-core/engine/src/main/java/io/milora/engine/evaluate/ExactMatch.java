package io.milora.engine.evaluate;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.generate.Detokenizer;
import io.milora.engine.generate.Generator;
import io.milora.engine.generate.Sampling;
import io.milora.engine.serve.ServingEngine;
import io.milora.engine.text.Example;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * How many answers, generated greedily, are the expected text, white space around them aside. Fit
 * for short answers that can be checked: labels, numbers, choices.
 *
 * @param correct answers that match
 * @param total answers
 */
public record ExactMatch(int correct, int total) {
  /** What an answer may be longer than expected before it is cut off. */
  private static final int SLACK = 8;

  /** Share of correct answers, 0 to 1. */
  public double accuracy() {
    return (double) correct / total;
  }

  /**
   * Answers the examples' prompts one after the other.
   *
   * @param slot of the engine; free afterwards
   * @param examples at least one, with room for the answer in a slot
   */
  public static ExactMatch measure(
      ServingEngine engine,
      int slot,
      Adapter adapter,
      Detokenizer detokenizer,
      List<Example> examples) {
    if (examples.isEmpty()) {
      throw new IllegalArgumentException("There are no examples to measure.");
    }
    Generator generator = new Generator(engine, slot);
    Set<Integer> endTokens = Set.copyOf(engine.config().endTokens());
    int correct = 0;
    for (Example example : examples) {
      int[] expected = withoutEnd(example.response(), endTokens);
      Generator.Answer answer =
          generator.generate(
              new Generator.Request(
                  example.prompt(), adapter, Sampling.GREEDY, expected.length + SLACK, endTokens));
      if (text(detokenizer, answer.tokens()).equals(text(detokenizer, expected))) {
        correct++;
      }
    }
    return new ExactMatch(correct, examples.size());
  }

  private static int[] withoutEnd(int[] response, Set<Integer> endTokens) {
    int last = response.length - 1;
    return endTokens.contains(response[last]) ? Arrays.copyOf(response, last) : response;
  }

  private static String text(Detokenizer detokenizer, int[] tokens) {
    return detokenizer.decode(tokens).strip();
  }
}
