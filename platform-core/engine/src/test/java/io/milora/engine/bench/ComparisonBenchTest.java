package io.milora.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.engine.base.BaseModel;
import io.milora.engine.onnx.OnnxOptions;
import io.milora.engine.testing.Golden;
import io.milora.engine.testing.GoldenAdapters;
import io.milora.model.InvalidInputException;
import io.milora.model.Precision;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit sets them
class ComparisonBenchTest {
  private static final int END = 2;

  @TempDir private Path cache;
  private BaseModel base;
  private ComparisonBench bench;

  @BeforeEach
  void open() {
    base = BaseModel.open(Golden.path("tiny-llama"));
    OnnxOptions options = new OnnxOptions(cache, 3, 128, Precision.FLOAT32, 2);
    bench = new ComparisonBench("tiny-llama", base, options);
  }

  @AfterEach
  void close() {
    bench.close();
    base.close();
  }

  @Test
  void answersInABatchAreTheReferencesAnswersOneByOne() {
    JsonNode golden = Golden.json("milora-routes.json");
    List<int[]> prompts = GoldenAdapters.prompts(golden);
    JsonNode expected = golden.path("expected").path("greedy");
    try (ServedModel model =
        new ServedModel(bench.engine(), GoldenAdapters.adapter(golden, base.config()))) {
      List<int[]> answers = model.answer(prompts, 12);
      assertThat(answers).hasSameSizeAs(prompts);
      for (int i = 0; i < prompts.size(); i++) {
        assertThat(answers.get(i)).isEqualTo(upToEnd(Golden.ints(expected.path(i)), 12));
      }
    }
  }

  @Test
  void theBaselineIsServedFromItsFolder() {
    JsonNode golden = Golden.json("moelora-logits.json");
    List<int[]> prompts = GoldenAdapters.prompts(golden);
    JsonNode expected = golden.path("expected").path("greedy");
    try (ServedModel model = bench.method("moelora").serve(Golden.path("moelora"))) {
      List<int[]> answers = model.answer(prompts, 12);
      for (int i = 0; i < prompts.size(); i++) {
        assertThat(answers.get(i)).isEqualTo(upToEnd(Golden.ints(expected.path(i)), 12));
      }
    }
  }

  @Test
  void slotsAreFreeAgainAfterMeasuringSpeed() {
    List<int[]> prompts = GoldenAdapters.prompts(Golden.json("base.json")).subList(0, 3);
    try (ServedModel model = bench.bareBase()) {
      List<int[]> before = model.answer(prompts, 4);
      assertThat(DecodeSpeed.measure(model, prompts, 5)).isPositive();
      assertThat(model.answer(prompts, 4))
          .usingElementComparator(Arrays::compare)
          .containsExactlyElementsOf(before);
    }
  }

  @Test
  void ranksGiveTheNearestNumberOfParameters() {
    ComparedMethod lora = bench.method("lora");
    ComparedMethod milora = bench.method("milora");
    long wanted = lora.parameters(8);
    int rank = EqualParameters.rank(milora, wanted);
    long distance = Math.abs(milora.parameters(rank) - wanted);
    assertThat(Math.abs(milora.parameters(rank - 1) - wanted)).isGreaterThanOrEqualTo(distance);
    assertThat(Math.abs(milora.parameters(rank + 1) - wanted)).isGreaterThanOrEqualTo(distance);
    assertThat(EqualParameters.rank(lora, wanted)).isEqualTo(8);
  }

  @Test
  void theFirstRankIsTheOneAtWhichTheOthersComeNearest() {
    List<ComparedMethod> methods =
        ComparisonBench.METHODS.stream().map(name -> bench.method(name)).toList();
    int chosen = EqualParameters.firstRank(methods, 4);
    assertThat(chosen).isBetween(4, 8);
    double best = deviation(methods, chosen);
    assertThat(IntStream.rangeClosed(4, 8).mapToDouble(rank -> deviation(methods, rank)))
        .allMatch(deviation -> deviation >= best);
  }

  @Test
  void unknownMethodsAreRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> bench.method("dora"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("'dora'")
        .hasMessageContaining("milora");
  }

  private static double deviation(List<ComparedMethod> methods, int rank) {
    double wanted = methods.getFirst().parameters(rank);
    return methods.stream()
        .mapToDouble(
            m -> Math.abs(m.parameters(EqualParameters.rank(m, (long) wanted)) / wanted - 1))
        .max()
        .orElseThrow();
  }

  private static int[] upToEnd(int[] tokens, int limit) {
    int count = 0;
    while (count < limit && count < tokens.length && tokens[count] != END) {
      count++;
    }
    return Arrays.copyOf(tokens, count);
  }
}
