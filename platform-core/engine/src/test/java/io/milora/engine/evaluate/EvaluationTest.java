package io.milora.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.base.BaseModel;
import io.milora.engine.onnx.OnnxOptions;
import io.milora.engine.onnx.OnnxServingEngine;
import io.milora.engine.testing.Golden;
import io.milora.engine.testing.GoldenAdapters;
import io.milora.engine.text.Example;
import io.milora.model.Precision;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
  private static final int END = 2;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path cache;

  @Test
  void theLossIsTheReferencesOverResponseTokens() {
    try (BaseModel base = BaseModel.open(Golden.path("tiny-llama"));
        OnnxServingEngine engine = open(base)) {
      int[] tokens = GoldenAdapters.prompts(Golden.json("base.json")).get(7);
      int split = 30;
      Example example =
          new Example(
              Arrays.copyOf(tokens, split), Arrays.copyOfRange(tokens, split, tokens.length));
      double expected = 0;
      float[] logits = GoldenAdapters.tensors("base").read("logits.7");
      for (int i = split; i < tokens.length; i++) {
        expected += loss(logits, (i - 1) * base.config().vocabulary(), tokens[i], base);
      }
      Perplexity measured =
          Perplexity.measure(engine, 1, BareBase.INSTANCE, List.of(example, example));
      assertThat(measured.tokens()).isEqualTo(2L * (tokens.length - split));
      assertThat(measured.meanLoss()).isCloseTo(expected / (tokens.length - split), within(1e-5));
      assertThat(measured.value()).isCloseTo(Math.exp(measured.meanLoss()), within(1e-9));
    }
  }

  @Test
  void answersCountAsCorrectWhenTheirTextIsTheExpectedOne() {
    JsonNode golden = Golden.json("milora-routes.json");
    try (BaseModel base = BaseModel.open(Golden.path("tiny-llama"));
        OnnxServingEngine engine = open(base)) {
      Adapter adapter = GoldenAdapters.adapter(golden, base.config());
      int[] prompt = GoldenAdapters.prompts(golden).get(5);
      // The reference goes on with the end token after these.
      int[] answer = Arrays.copyOf(Golden.ints(golden.path("expected").path("greedy").path(5)), 6);
      assertThat(answer[5]).isEqualTo(END);
      int[] wrong = answer.clone();
      wrong[0]++;
      ExactMatch measured =
          ExactMatch.measure(
              engine,
              0,
              adapter,
              EvaluationTest::spelled,
              List.of(new Example(prompt, answer), new Example(prompt, wrong)));
      assertThat(measured).isEqualTo(new ExactMatch(1, 2));
      assertThat(measured.accuracy()).isEqualTo(0.5);
    }
  }

  @Test
  void nothingToMeasureIsRefused() {
    try (BaseModel base = BaseModel.open(Golden.path("tiny-llama"));
        OnnxServingEngine engine = open(base)) {
      assertThatThrownBy(() -> Perplexity.measure(engine, 0, BareBase.INSTANCE, List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** White space at both ends, which the comparison leaves aside. */
  private static String spelled(int[] ids) {
    return Arrays.stream(ids)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(" ", " ", "\n"));
  }

  private static double loss(float[] logits, int offset, int token, BaseModel base) {
    double sum = 0;
    for (int i = 0; i < base.config().vocabulary(); i++) {
      sum += Math.exp(logits[offset + i]);
    }
    return Math.log(sum) - logits[offset + token];
  }

  private OnnxServingEngine open(BaseModel base) {
    return OnnxServingEngine.open(base, new OnnxOptions(cache, 2, 64, Precision.FLOAT32, 2));
  }
}
