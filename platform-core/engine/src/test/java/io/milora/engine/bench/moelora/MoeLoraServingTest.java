package io.milora.engine.bench.moelora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.adapter.LowRankPair;
import io.milora.engine.base.BaseModel;
import io.milora.engine.generate.BeamSearch;
import io.milora.engine.generate.Sampler;
import io.milora.engine.onnx.OnnxOptions;
import io.milora.engine.onnx.OnnxServingEngine;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.serve.ServingEngine;
import io.milora.engine.testing.Golden;
import io.milora.engine.testing.GoldenAdapters;
import io.milora.engine.testing.GoldenTensors;
import io.milora.engine.testing.Tolerance;
import io.milora.model.Precision;
import io.milora.model.Projection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logits and tokens of the reference, alone, in a batch, and among other adapters. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MoeLoraServingTest {
  private static final int STEPS = 5;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  static Path cache;

  private BaseModel base;
  private JsonNode golden;
  private List<int[]> prompts;
  private MoeLoraAdapter adapter;
  private MoeLoraServing serving;
  private ServingEngine engine;
  private Adapter added;

  @BeforeAll
  void open() {
    base = BaseModel.open(Golden.path("tiny-llama"));
    golden = Golden.json("moelora-logits.json");
    prompts = GoldenAdapters.prompts(golden);
    adapter = MoeLoraFolder.read(Golden.path("moelora"), base.config());
    serving = open(Precision.FLOAT32);
    engine = serving.engine();
    added = serving.add(adapter);
  }

  @AfterAll
  void close() {
    serving.close();
    base.close();
  }

  private MoeLoraServing open(Precision precision) {
    return MoeLoraServing.open(base, new OnnxOptions(cache, 8, 96, precision, 2));
  }

  @Test
  void prefillGivesTheLogitsOfEveryToken() {
    GoldenTensors expected = GoldenAdapters.tensors("moelora-logits");
    for (int i = 0; i < prompts.size(); i++) {
      float[][] rows = prefill(0, i, LogitRows.ALL);
      float[] all = new float[rows.length * rows[0].length];
      for (int row = 0; row < rows.length; row++) {
        System.arraycopy(rows[row], 0, all, row * rows[row].length, rows[row].length);
      }
      Tolerance.LOGITS.check("prompt " + i, all, expected.read("logits." + i));
    }
  }

  @Test
  void greedyTokensAloneAndInABatchAreTheReferences() {
    int[] all = {0, 1, 2, 3, 4, 5, 6, 7};
    int[][] together = greedy(all);
    for (int i : all) {
      int[] expected = Golden.ints(golden.path("expected").path("greedy").path(i));
      assertThat(together[i]).as("prompt %d", i).isEqualTo(expected);
      assertThat(greedy(new int[] {i})[0]).as("prompt %d alone", i).isEqualTo(expected);
    }
  }

  @Test
  void beamsAreTheReferences() {
    JsonNode options = golden.path("inputs").path("beam").path("beam");
    BeamSearch.Settings settings =
        new BeamSearch.Settings(
            options.path("beams").intValue(),
            options.path("new_tokens").intValue(),
            Set.of(options.path("eos").intValue()),
            options.path("length_penalty").doubleValue());
    for (int i = 0; i < prompts.size(); i++) {
      List<BeamSearch.Hypothesis> found =
          BeamSearch.search(engine, new int[] {3, 0, 2}, prompts.get(i), added, settings);
      JsonNode expected = golden.path("expected").path("beam").path(i);
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

  @ParameterizedTest
  @EnumSource(Precision.class)
  void rowsAreTheSameAloneAndAmongOtherAdapters(Precision precision) {
    try (MoeLoraServing own = open(precision)) {
      List<Adapter> adapters = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        adapters.add(own.add(variant(i)));
      }
      List<float[][]> alone = new ArrayList<>();
      for (int i = 0; i < adapters.size(); i++) {
        alone.add(decode(own.engine(), adapters.subList(i, i + 1), new int[] {i})[0]);
      }
      assertThat(alone.stream().map(row -> row[STEPS][0]).distinct()).hasSize(adapters.size());
      float[][][] together = decode(own.engine(), adapters, new int[] {5, 2, 0, 3});
      for (int i = 0; i < adapters.size(); i++) {
        assertThat(together[i]).as("row %d", i).isDeepEqualTo(alone.get(i));
      }
    }
  }

  @Test
  void anAdapterThatAddsNothingIsTheBaseModel() {
    try (MoeLoraServing own = open(Precision.INT8);
        OnnxServingEngine product =
            OnnxServingEngine.open(base, new OnnxOptions(cache, 8, 96, Precision.INT8, 2))) {
      Adapter nothing = own.add(times(adapter, 0, 0));
      float[][] expected = decode(product, List.of(BareBase.INSTANCE), new int[] {0})[0];
      assertThat(decode(own.engine(), List.of(nothing), new int[] {0})[0]).isDeepEqualTo(expected);
    }
  }

  @Test
  void whatWasNotAddedIsRefused() {
    assertThatThrownBy(
            () -> engine.prefill(0, new int[] {1}, 1, times(adapter, 1, 0).pairs(), LogitRows.LAST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("added to it only");
  }

  /** Another adapter of the same shape. */
  private MoeLoraAdapter variant(int seed) {
    return times(adapter, 1 + seed, 0.02f * seed);
  }

  /** B times a factor, routers with noise. */
  private static MoeLoraAdapter times(MoeLoraAdapter adapter, float factor, float noise) {
    List<Map<Projection, LowRankPair>> pairs = new ArrayList<>();
    List<Map<Projection, float[]>> routers = new ArrayList<>();
    Random random = new Random(1);
    for (int layer = 0; layer < adapter.routers().size(); layer++) {
      Map<Projection, LowRankPair> ownPairs = new EnumMap<>(Projection.class);
      Map<Projection, float[]> ownRouters = new EnumMap<>(Projection.class);
      adapter
          .pairs()
          .layers()
          .get(layer)
          .forEach(
              (module, pair) -> {
                float[] b = pair.b().clone();
                for (int i = 0; i < b.length; i++) {
                  b[i] *= factor;
                }
                ownPairs.put(
                    module, new LowRankPair(pair.in(), pair.rank(), pair.out(), pair.a(), b));
              });
      for (Projection module : Projection.values()) {
        float[] router = adapter.router(layer, module).clone();
        for (int i = 0; i < router.length; i++) {
          router[i] += noise * (float) random.nextGaussian();
        }
        ownRouters.put(module, router);
      }
      pairs.add(ownPairs);
      routers.add(ownRouters);
    }
    return new MoeLoraAdapter(
        adapter.settings(), new LoraAdapter(adapter.settings().lora(), pairs), routers);
  }

  private float[][] prefill(int slot, int prompt, LogitRows rows) {
    int[] tokens = prompts.get(prompt);
    return engine.prefill(slot, tokens, tokens.length, added, rows).logits();
  }

  /** 24 tokens of each prompt, all in one batch. */
  private int[][] greedy(int[] chosen) {
    int[][] tokens = new int[chosen.length][24];
    int[] slots = new int[chosen.length];
    int[] next = new int[chosen.length];
    float[][] logits = new float[chosen.length][engine.config().vocabulary()];
    for (int i = 0; i < chosen.length; i++) {
      slots[i] = i;
      next[i] = Sampler.GREEDY.next(prefill(i, chosen[i], LogitRows.LAST)[0]);
      tokens[i][0] = next[i];
    }
    for (int step = 1; step < 24; step++) {
      engine.decode(slots, next, logits);
      for (int i = 0; i < chosen.length; i++) {
        next[i] = Sampler.GREEDY.next(logits[i]);
        tokens[i][step] = next[i];
      }
    }
    return tokens;
  }

  /** [adapters][1 + STEPS][V]: what follows prompt 3, then what follows each of fixed tokens. */
  private float[][][] decode(ServingEngine engine, List<Adapter> adapters, int[] slots) {
    int[] prompt = prompts.get(3);
    float[][][] rows = new float[adapters.size()][1 + STEPS][engine.config().vocabulary()];
    for (int i = 0; i < adapters.size(); i++) {
      rows[i][0] =
          engine.prefill(slots[i], prompt, prompt.length, adapters.get(i), LogitRows.LAST)
              .logits()[0];
    }
    int[] tokens = new int[adapters.size()];
    for (int step = 1; step <= STEPS; step++) {
      Arrays.fill(tokens, 11 * step);
      float[][] logits = new float[adapters.size()][];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = rows[i][step];
      }
      engine.decode(slots, tokens, logits);
    }
    return rows;
  }
}
