package io.milora.engine.generate;

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
import io.milora.model.InvalidInputException;
import io.milora.model.Precision;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Beam search and single generation give the reference's tokens on a real engine. */
class GenerationOnOnnxTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path cache;

  @ParameterizedTest
  @CsvSource({
    "base, beam",
    "base, beam_early_end",
    "base, beam_early_end_penalty_2",
    "base-untied, beam",
    "base-untied, beam_early_end",
    "base-untied, beam_early_end_penalty_2",
    "lora-logits, beam",
    "milora-routes, beam",
    "moa-vote, beam"
  })
  void beamsAreTheReferences(String name, String variant) {
    JsonNode golden = Golden.json(name + ".json");
    JsonNode options = golden.path("inputs").path("beam").path(variant);
    BeamSearch.Settings settings =
        new BeamSearch.Settings(
            options.path("beams").intValue(),
            options.path("new_tokens").intValue(),
            Set.of(options.path("eos").intValue()),
            options.path("length_penalty").doubleValue());
    try (BaseModel base = base(golden);
        OnnxServingEngine engine = open(base)) {
      Adapter adapter = GoldenAdapters.adapter(golden, base.config());
      List<int[]> prompts = GoldenAdapters.prompts(golden);
      for (int i = 0; i < prompts.size(); i++) {
        List<BeamSearch.Hypothesis> found =
            BeamSearch.search(engine, new int[] {3, 0, 2}, prompts.get(i), adapter, settings);
        JsonNode expected = golden.path("expected").path(variant).path(i);
        assertThat(found).hasSameSizeAs(expected);
        for (int rank = 0; rank < found.size(); rank++) {
          assertThat(found.get(rank).tokens())
              .as("prompt %d, hypothesis %d", i, rank)
              .isEqualTo(Golden.ints(expected.path(rank).path("tokens")));
          double score = expected.path(rank).path("score").doubleValue();
          assertThat(found.get(rank).score()).isCloseTo(score, within(2e-5 * (1 - score)));
        }
      }
    }
  }

  @Test
  void anAnswerStopsAtAnEndTokenAndKeepsItToItself() {
    JsonNode golden = Golden.json("milora-routes.json");
    int[] greedy = Golden.ints(golden.path("expected").path("greedy").path(1));
    try (BaseModel base = base(golden);
        OnnxServingEngine engine = open(base)) {
      Generator.Request request = request(golden, base, 24, Set.of(greedy[4]));
      Generator.Answer answer = new Generator(engine, 1).generate(request);
      assertThat(answer.ended()).isTrue();
      assertThat(answer.tokens()).isEqualTo(Arrays.copyOf(greedy, answer.tokens().length));
      assertThat(greedy[answer.tokens().length]).isEqualTo(greedy[4]);
      assertThat(answer.routes().probabilities()).isNotNull();
    }
  }

  @Test
  void anAnswerStopsAtItsLimit() {
    JsonNode golden = Golden.json("milora-routes.json");
    int[] greedy = Golden.ints(golden.path("expected").path("greedy").path(1));
    try (BaseModel base = base(golden);
        OnnxServingEngine engine = open(base)) {
      Generator.Answer answer =
          new Generator(engine, 1).generate(request(golden, base, 7, Set.of()));
      assertThat(answer.ended()).isFalse();
      assertThat(answer.tokens()).isEqualTo(Arrays.copyOf(greedy, 7));
    }
  }

  @Test
  void anAnswerStopsWhenTheSlotIsFull() {
    JsonNode golden = Golden.json("base.json");
    try (BaseModel base = base(golden);
        OnnxServingEngine engine = open(base)) {
      int[] prompt = GoldenAdapters.prompts(golden).get(7);
      Generator.Answer answer =
          new Generator(engine, 0)
              .generate(
                  new Generator.Request(
                      prompt, BareBase.INSTANCE, Sampling.GREEDY, 1000, Set.of()));
      assertThat(answer.tokens()).hasSize(engine.capacity() - prompt.length + 1);
    }
  }

  @Test
  void beamSettingsOutOfRangeAreRefusedTogether() {
    assertThatThrownBy(() -> new BeamSearch.Settings(0, 0, Set.of(), Double.NaN))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("beams is 0", "max_new_tokens is 0", "length_penalty is NaN");
  }

  private static Generator.Request request(
      JsonNode golden, BaseModel base, int maxNewTokens, Set<Integer> endTokens) {
    return new Generator.Request(
        GoldenAdapters.prompts(golden).get(1),
        GoldenAdapters.adapter(golden, base.config()),
        Sampling.GREEDY,
        maxNewTokens,
        endTokens);
  }

  private static BaseModel base(JsonNode golden) {
    return BaseModel.open(Golden.path(golden.path("inputs").path("model").textValue()));
  }

  private OnnxServingEngine open(BaseModel base) {
    return OnnxServingEngine.open(base, new OnnxOptions(cache, 4, 64, Precision.FLOAT32, 2));
  }
}
