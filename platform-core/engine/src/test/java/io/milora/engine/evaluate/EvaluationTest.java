package io.milora.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.adapters.AdapterMetadata;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.AdapterFolder;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.base.BaseModel;
import io.milora.engine.generate.Detokenizer;
import io.milora.engine.onnx.OnnxOptions;
import io.milora.engine.onnx.OnnxServingEngine;
import io.milora.engine.serve.EngineIdentity;
import io.milora.engine.testing.Golden;
import io.milora.engine.testing.GoldenAdapters;
import io.milora.engine.text.Example;
import io.milora.model.Precision;
import io.milora.model.evaluation.WorstRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
  private static final int END = 2;
  private static final Detokenizer SPELLED = EvaluationTest::spelled;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path cache;

  private BaseModel base;
  private OnnxServingEngine engine;

  @BeforeEach
  void open() {
    base = BaseModel.open(Golden.path("tiny-llama"));
    engine = OnnxServingEngine.open(base, new OnnxOptions(cache, 3, 96, Precision.FLOAT32, 2));
  }

  @AfterEach
  void close() {
    engine.close();
    base.close();
  }

  @Test
  void theLossIsTheReferencesOverResponseTokens() {
    int[] tokens = GoldenAdapters.prompts(Golden.json("base.json")).get(7);
    int split = 30;
    Example example =
        new Example(Arrays.copyOf(tokens, split), Arrays.copyOfRange(tokens, split, tokens.length));
    double expected = 0;
    float[] logits = GoldenAdapters.tensors("base").read("logits.7");
    for (int i = split; i < tokens.length; i++) {
      expected += loss(logits, (i - 1) * base.config().vocabulary(), tokens[i]);
    }
    Measurement measured =
        evaluator(List.of(row(1, example), row(2, example)), EvaluationLimits.DEFAULT)
            .measure(BareBase.INSTANCE, () -> false);
    assertThat(measured.scores().tokens()).isEqualTo(2L * (tokens.length - split));
    assertThat(measured.scores().loss())
        .isCloseTo(expected / (tokens.length - split), within(1e-5));
    assertThat(measured.scores().perplexity())
        .isCloseTo(Math.exp(measured.scores().loss()), within(1e-9));
    assertThat(measured.scores().domains()).isEmpty();
  }

  @Test
  void answersAreTheReferencesAlsoSeveralAtOnceAndTheWorstRowsAreShown() {
    List<EvaluationRow> rows = new ArrayList<>();
    JsonNode golden = Golden.json("milora-routes.json");
    Adapter adapter = GoldenAdapters.adapter(golden, base.config());
    List<int[]> prompts = GoldenAdapters.prompts(golden);
    for (int i = 0; i < prompts.size(); i++) {
      int[] answer = Golden.ints(golden.path("expected").path("greedy").path(i));
      int[] response = ended(Arrays.copyOf(answer, Math.min(6, answer.length)));
      if (i == 3) {
        response[0] = response[0] == 9 ? 10 : 9;
      }
      rows.add(row(i + 1, new Example(prompts.get(i), response)));
    }
    Measurement measured = evaluator(rows, EvaluationLimits.DEFAULT).measure(adapter, () -> false);
    List<int[]> answers = new Answers(engine, adapter).generate(prompts, 8, () -> false);
    for (int i = 0; i < answers.size(); i++) {
      int[] reference = Golden.ints(golden.path("expected").path("greedy").path(i));
      assertThat(answers.get(i)).isEqualTo(untilEnd(reference, 8));
    }
    assertThat(measured.worst()).hasSize(Math.min(Evaluator.WORST, rows.size()));
    assertThat(measured.worst().getFirst().row()).isEqualTo(4);
    assertThat(measured.worst())
        .extracting(WorstRow::loss)
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(measured.worst().getFirst().expected())
        .isNotEqualTo(measured.worst().getFirst().answer());
  }

  @Test
  void onlyTheAskedNumberOfRowsIsAnsweredAndTheSeedChoosesThem() {
    List<EvaluationRow> rows = new ArrayList<>();
    for (int i = 1; i <= 30; i++) {
      rows.add(row(i, new Example(new int[] {5, i}, new int[] {7, END})));
    }
    EvaluationPlan plan = plan(rows, new EvaluationLimits(20, 5, 1));
    assertThat(plan.lossRows()).hasSize(20);
    assertThat(plan.answerRows())
        .hasSize(5)
        .isEqualTo(plan(rows, new EvaluationLimits(20, 5, 1)).answerRows());
    assertThat(plan.answerRows())
        .extracting(EvaluationRow::number)
        .isSorted()
        .isNotEqualTo(
            plan(rows, new EvaluationLimits(20, 5, 2)).answerRows().stream()
                .map(EvaluationRow::number)
                .toList());
    assertThat(plan.maxNewTokens()).isEqualTo(10);
    assertThat(plan.labels()).isEmpty();
  }

  @Test
  void rowsOfDomainsAreScoredApart() {
    Example example = new Example(new int[] {5, 6}, new int[] {7, END});
    Measurement measured =
        evaluator(
                List.of(
                    new EvaluationRow(1, example, "law"),
                    new EvaluationRow(1, new Example(new int[] {9}, new int[] {END}), "tax"),
                    new EvaluationRow(2, example, "law")),
                EvaluationLimits.DEFAULT)
            .measure(BareBase.INSTANCE, () -> false);
    assertThat(measured.scores().domains())
        .extracting(d -> d.domain() + " " + d.rows() + " " + d.answeredRows())
        .containsExactly("law 2 2", "tax 1 1");
    assertThat(measured.scores().rightDomain()).isNull();
  }

  @Test
  void theShareOfPromptsThatAMixtureSendsToTheirDomainIsTheReferences() {
    JsonNode voted = Golden.json("moa-vote.json");
    assertThat(rightDomains(voted, "code"))
        .isCloseTo(share(voted.at("/expected/vote"), "code"), within(1e-9));
    JsonNode perLayer = Golden.json("moa-per-layer.json");
    double expected = 0;
    for (JsonNode layers : perLayer.at("/expected/per_layer")) {
      expected += share(layers, "code") / perLayer.at("/expected/per_layer").size();
    }
    assertThat(rightDomains(perLayer, "code")).isCloseTo(expected, within(1e-9));
  }

  /** Measured of a golden mixture, whose prompts are all said to be of one domain. */
  private double rightDomains(JsonNode golden, String domain) {
    List<EvaluationRow> rows = new ArrayList<>();
    for (int[] prompt : GoldenAdapters.prompts(golden)) {
      rows.add(new EvaluationRow(rows.size() + 1, new Example(prompt, new int[] {7, END}), domain));
    }
    Measurement measured =
        evaluator(rows, EvaluationLimits.DEFAULT)
            .measure(GoldenAdapters.adapter(golden, base.config()), () -> false);
    assertThat(measured.scores().domains().getFirst().rightDomain())
        .isEqualTo(measured.scores().rightDomain());
    return Objects.requireNonNull(measured.scores().rightDomain());
  }

  private static double share(JsonNode names, String domain) {
    double count = 0;
    for (JsonNode name : names) {
      count += name.asText().equals(domain) ? 1 : 0;
    }
    return count / names.size();
  }

  @Test
  void aStopEndsTheMeasurement() {
    Evaluator evaluator =
        evaluator(
            List.of(row(1, new Example(new int[] {5}, new int[] {END}))), EvaluationLimits.DEFAULT);
    assertThatThrownBy(() -> evaluator.measure(BareBase.INSTANCE, () -> true))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void goldenOutputsAreTheReferencesTokensAndComparableOnTheSameEngineOnly() throws IOException {
    JsonNode golden = Golden.json("milora-routes.json");
    Adapter adapter = GoldenAdapters.adapter(golden, base.config());
    List<int[]> prompts = GoldenAdapters.prompts(golden);
    GoldenOutputs outputs = GoldenOutputs.record(engine, adapter, goldenPrompts(prompts));
    assertThat(outputs.continuations()).hasSize(3);
    for (GoldenOutputs.Continuation continuation : outputs.continuations()) {
      int[] prompt = continuation.prompt().stream().mapToInt(Integer::intValue).toArray();
      int index = prompts.stream().map(Arrays::hashCode).toList().indexOf(Arrays.hashCode(prompt));
      int[] reference = Golden.ints(golden.path("expected").path("greedy").path(index));
      int length = Math.min(continuation.tokens().size(), reference.length);
      assertThat(continuation.tokens().subList(0, length))
          .isEqualTo(Arrays.stream(reference).limit(length).boxed().toList());
    }
    Path folder = cache.resolve("adapter");
    AdapterFolder.write(folder, adapter, new AdapterMetadata("tiny", base.hashes()));
    assertThat(GoldenOutputs.read(folder)).isEmpty();
    outputs.write(folder);
    assertThat(GoldenOutputs.read(folder)).contains(outputs);
    assertThat(outputs.comparableWith(engine.identity())).isTrue();
    assertThat(outputs.comparableWith(new EngineIdentity("other", Precision.FLOAT32))).isFalse();
    assertThat(
            outputs.comparableWith(new EngineIdentity(engine.identity().build(), Precision.INT8)))
        .isFalse();
  }

  /** In place of a tokenizer: whatever the text, one of the case's prompts after the other. */
  private static Function<String, int[]> goldenPrompts(List<int[]> prompts) {
    Iterator<int[]> next = prompts.iterator();
    return text -> next.next();
  }

  private Evaluator evaluator(List<EvaluationRow> rows, EvaluationLimits limits) {
    return new Evaluator(engine, SPELLED, plan(rows, limits));
  }

  private static EvaluationPlan plan(List<EvaluationRow> rows, EvaluationLimits limits) {
    return EvaluationPlan.of(rows, limits, SPELLED, Set.of(END));
  }

  private static EvaluationRow row(long number, Example example) {
    return new EvaluationRow(number, example, null);
  }

  private static int[] ended(int[] answer) {
    int[] text = untilEnd(answer, answer.length);
    int[] ended = Arrays.copyOf(text, text.length + 1);
    ended[text.length] = END;
    return ended;
  }

  private static int[] untilEnd(int[] tokens, int limit) {
    return Arrays.stream(tokens).limit(limit).takeWhile(token -> token != END).toArray();
  }

  private static String spelled(int[] ids) {
    return Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(" "));
  }

  private double loss(float[] logits, int offset, int token) {
    double sum = 0;
    for (int i = 0; i < base.config().vocabulary(); i++) {
      sum += Math.exp(logits[offset + i]);
    }
    return Math.log(sum) - logits[offset + token];
  }
}
