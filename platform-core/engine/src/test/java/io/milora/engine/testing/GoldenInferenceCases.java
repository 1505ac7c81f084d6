package io.milora.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.DomainRoute;
import io.milora.engine.base.BaseModel;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.serve.Prefill;
import io.milora.engine.serve.ServingEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every serving engine in float32 must reproduce: logits, routes and tokens of the golden
 * inference cases, alone, in a batch, and in a batch of different adapters.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class GoldenInferenceCases {
  private static final int SLOTS = 8;
  private static final int CAPACITY = 96;

  private final Map<String, BaseModel> bases = new HashMap<>();
  private final Map<String, ServingEngine> engines = new HashMap<>();

  /** Opens the engine under test in float32. */
  protected abstract ServingEngine open(BaseModel base, int slots, int capacity);

  @AfterAll
  void close() {
    engines.values().forEach(ServingEngine::close);
    bases.values().forEach(BaseModel::close);
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "lora-logits", "milora-routes", "moa-vote", "moa-per-layer"})
  void prefillGivesTheLogitsOfEveryToken(String name) {
    Case golden = open(name);
    GoldenTensors expected = GoldenAdapters.tensors(name);
    for (int i = 0; i < golden.prompts.size(); i++) {
      Prefill prefill = golden.prefill(i, 0, LogitRows.ALL);
      Tolerance.LOGITS.check(
          name + " prompt " + i, flat(prefill.logits()), expected.read("logits." + i));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "base-untied",
        "lora-qv-logits",
        "milora-variants/alpha4",
        "milora-variants/gate-one",
        "milora-variants/gate-renormalised",
        "milora-variants/k1",
        "milora-variants/k7",
        "milora-variants/normalise-false",
        "milora-variants/pooler-last",
        "milora-variants/pooler-max",
        "milora-variants/pooler-mean",
        "milora-variants/several"
      })
  void prefillGivesTheLogitsOfTheLastToken(String name) {
    Case golden = open(name);
    GoldenTensors expected = GoldenAdapters.tensors(name);
    boolean every = !expected.has("last_logits");
    List<float[]> last = new ArrayList<>();
    for (int i = 0; i < golden.prompts.size(); i++) {
      float[][] logits = golden.prefill(i, 0, LogitRows.LAST).logits();
      assertThat(logits.length).isEqualTo(1);
      last.add(logits[0]);
      if (every) {
        float[] all = expected.read("logits." + i);
        Tolerance.LOGITS.check(
            name, logits[0], Arrays.copyOfRange(all, all.length - logits[0].length, all.length));
      }
    }
    if (!every) {
      Tolerance.LOGITS.check(
          name, flat(last.toArray(float[][]::new)), expected.read("last_logits"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "milora-routes",
        "milora-variants/alpha4",
        "milora-variants/gate-one",
        "milora-variants/gate-renormalised",
        "milora-variants/k1",
        "milora-variants/k7",
        "milora-variants/normalise-false",
        "milora-variants/pooler-last",
        "milora-variants/pooler-max",
        "milora-variants/pooler-mean",
        "milora-variants/several"
      })
  void routersDecideAsTheReference(String name) {
    Case golden = open(name);
    GoldenTensors expected = GoldenAdapters.tensors(name);
    List<float[]> gates = new ArrayList<>();
    List<float[]> probabilities = new ArrayList<>();
    for (int i = 0; i < golden.prompts.size(); i++) {
      Prefill prefill = golden.prefill(i, 0, LogitRows.LAST);
      gates.addAll(List.of(prefill.routes().gates()));
      probabilities.addAll(List.of(Objects.requireNonNull(prefill.routes().probabilities())));
    }
    float[] expectedGates = expected.read("route.gates");
    float[] actualGates = flat(gates.toArray(float[][]::new));
    assertThat(zeros(actualGates)).as("modules off").isEqualTo(zeros(expectedGates));
    Tolerance.PROBABILITIES.check(name + " gates", actualGates, expectedGates);
    Tolerance.PROBABILITIES.check(
        name + " probabilities",
        flat(probabilities.toArray(float[][]::new)),
        expected.read("route.p"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"moa-vote", "moa-per-layer"})
  void domainsAreChosenAsTheReferenceDoes(String name) {
    Case golden = open(name);
    GoldenTensors expected = GoldenAdapters.tensors(name);
    JsonNode decisions = golden.golden.path("expected");
    List<float[]> logProbabilities = new ArrayList<>();
    for (int i = 0; i < golden.prompts.size(); i++) {
      Prefill prefill = golden.prefill(i, 0, LogitRows.LAST);
      DomainRoute route = Objects.requireNonNull(prefill.routes().domains());
      logProbabilities.addAll(List.of(route.logProbabilities()));
      String winner = decisions.path("vote").path(i).textValue();
      assertThat(route.domains().get(route.vote())).as("%s prompt %d", name, i).isEqualTo(winner);
      List<String> layers = new ArrayList<>();
      decisions.path("per_layer").path(i).forEach(layer -> layers.add(layer.textValue()));
      if (name.equals("moa-vote")) {
        layers.replaceAll(layer -> winner);
        assertThat(route.inUse()).containsExactly(winner);
      }
      assertThat(Arrays.stream(route.chosen()).mapToObj(route.domains()::get))
          .as("%s prompt %d", name, i)
          .containsExactlyElementsOf(layers);
    }
    Tolerance.PROBABILITIES.check(
        name, flat(logProbabilities.toArray(float[][]::new)), expected.read("log_p"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "base",
        "lora-logits",
        "milora-routes",
        "milora-variants/several",
        "moa-vote",
        "moa-per-layer"
      })
  void greedyTokensAloneAreTheReferences(String name) {
    Case golden = open(name);
    for (int i = 0; i < golden.prompts.size(); i++) {
      assertThat(greedy(golden.engine, List.of(golden), new int[] {i})[0])
          .as("%s prompt %d", name, i)
          .isEqualTo(golden.greedy(i));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "base",
        "lora-logits",
        "milora-routes",
        "milora-variants/several",
        "moa-vote",
        "moa-per-layer"
      })
  void greedyTokensInABatchAreTheReferences(String name) {
    Case golden = open(name);
    int[][] tokens = greedy(golden.engine, List.of(golden), new int[] {0, 1, 2, 3, 4, 5, 6, 7});
    for (int i = 0; i < tokens.length; i++) {
      assertThat(tokens[i]).as("%s prompt %d", name, i).isEqualTo(golden.greedy(i));
    }
  }

  @Test
  void rowsOfABatchKeepTheirOwnAdapters() {
    List<Case> cases =
        List.of(
            open("base"),
            open("lora-logits"),
            open("milora-routes"),
            open("milora-variants/k7"),
            open("moa-vote"),
            open("moa-per-layer"));
    int[][] tokens = greedy(cases.get(0).engine, cases, new int[] {7, 6, 5, 4, 3, 2, 1, 0});
    for (int i = 0; i < tokens.length; i++) {
      assertThat(tokens[i]).isEqualTo(cases.get(i % cases.size()).greedy(7 - i));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"milora-routes", "moa-vote", "moa-per-layer"})
  void aResponseAfterThePromptDoesNotChangeTheRoute(String name) {
    Case golden = open(name);
    int[] prompt = golden.prompts.get(4);
    int[] response = golden.greedy(4);
    int[] both = Arrays.copyOf(prompt, prompt.length + response.length);
    System.arraycopy(response, 0, both, prompt.length, response.length);
    Prefill prefill =
        golden.engine.prefill(0, both, prompt.length, golden.adapter, LogitRows.RESPONSE);
    assertThat(prefill.logits()).hasNumberOfRows(response.length + 1);
    for (int i = 0; i < response.length; i++) {
      assertThat(argMax(prefill.logits()[i])).isEqualTo(response[i]);
    }
  }

  @Test
  void aCopiedSequenceGoesOnIndependently() {
    Case golden = open("milora-routes");
    ServingEngine engine = golden.engine;
    Prefill prefill = golden.prefill(3, 0, LogitRows.LAST);
    engine.copy(0, 5);
    int first = argMax(prefill.logits()[0]);
    float[][] logits = new float[1][engine.config().vocabulary()];
    engine.decode(new int[] {0}, new int[] {first + 1}, logits);
    engine.release(0);
    int[] expected = golden.greedy(3);
    int token = first;
    for (int step = 0; step < expected.length; step++) {
      assertThat(token).isEqualTo(expected[step]);
      engine.decode(new int[] {5}, new int[] {token}, logits);
      token = argMax(logits[0]);
    }
  }

  @Test
  void whatASlotHeldBeforeIsForgotten() {
    Case lora = open("lora-logits");
    Case milora = open("milora-routes");
    greedy(lora.engine, List.of(lora), new int[] {7, 7, 7, 7, 7, 7, 7, 7});
    int[][] tokens = greedy(milora.engine, List.of(milora), new int[] {1, 2});
    assertThat(tokens[0]).isEqualTo(milora.greedy(1));
    assertThat(tokens[1]).isEqualTo(milora.greedy(2));
  }

  /** Row i runs prompts[i] with the adapter of case i modulo their number. */
  private static int[][] greedy(ServingEngine engine, List<Case> cases, int[] prompts) {
    int rows = prompts.length;
    int steps = cases.get(0).greedy(0).length;
    int[][] tokens = new int[rows][steps];
    int[] slots = new int[rows];
    int[] next = new int[rows];
    for (int i = 0; i < rows; i++) {
      slots[i] = i;
      Prefill prefill = cases.get(i % cases.size()).prefill(prompts[i], i, LogitRows.LAST);
      next[i] = argMax(prefill.logits()[0]);
      tokens[i][0] = next[i];
    }
    float[][] logits = new float[rows][engine.config().vocabulary()];
    for (int step = 1; step < steps; step++) {
      engine.decode(slots, next, logits);
      for (int i = 0; i < rows; i++) {
        next[i] = argMax(logits[i]);
        tokens[i][step] = next[i];
      }
    }
    return tokens;
  }

  private Case open(String name) {
    JsonNode golden = Golden.json(name + ".json");
    String model = golden.path("inputs").path("model").textValue();
    BaseModel base = bases.computeIfAbsent(model, folder -> BaseModel.open(Golden.path(folder)));
    ServingEngine engine = engines.computeIfAbsent(model, folder -> open(base, SLOTS, CAPACITY));
    return new Case(
        golden,
        engine,
        GoldenAdapters.adapter(golden, base.config()),
        GoldenAdapters.prompts(golden));
  }

  private record Case(JsonNode golden, ServingEngine engine, Adapter adapter, List<int[]> prompts) {
    Prefill prefill(int prompt, int slot, LogitRows rows) {
      int[] tokens = prompts.get(prompt);
      return engine.prefill(slot, tokens, tokens.length, adapter, rows);
    }

    int[] greedy(int prompt) {
      return Golden.ints(golden.path("expected").path("greedy").path(prompt));
    }
  }

  private static float[] flat(float[][] rows) {
    float[] all = new float[Arrays.stream(rows).mapToInt(row -> row.length).sum()];
    int at = 0;
    for (float[] row : rows) {
      System.arraycopy(row, 0, all, at, row.length);
      at += row.length;
    }
    return all;
  }

  private static List<Integer> zeros(float[] values) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      if (values[i] == 0) {
        places.add(i);
      }
    }
    return places;
  }

  private static int argMax(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }
}
