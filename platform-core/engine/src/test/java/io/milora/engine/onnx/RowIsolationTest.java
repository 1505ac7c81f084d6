package io.milora.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.base.BaseModel;
import io.milora.engine.bench.RandomAdapters;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.testing.Golden;
import io.milora.model.DomainSelect;
import io.milora.model.Precision;
import io.milora.model.Projection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One request's numbers do not depend on the others, bit for bit. */
class RowIsolationTest {
  private static final int STEPS = 6;
  private static final int SLOTS = 8;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path cache;

  @SuppressWarnings("ArrayRecordComponent") // a plain carrier, compared nowhere
  private record Request(Adapter adapter, int[] prompt) {}

  @ParameterizedTest
  @EnumSource(Precision.class)
  void rowsAreTheSameAloneAndInMixedBatches(Precision precision) {
    try (BaseModel base = base();
        OnnxServingEngine engine = open(base, precision)) {
      List<Request> requests = mixedRequests(base);
      List<float[][]> alone = new ArrayList<>();
      for (int i = 0; i < requests.size(); i++) {
        alone.add(decode(engine, List.of(requests.get(i)), new int[] {i % 3})[0]);
      }
      assertThat(distinctRows(alone)).isEqualTo(requests.size());
      float[][][] together = decode(engine, requests, new int[] {0, 1, 2, 3, 4, 5, 6, 7});
      float[][][] elsewhere = decode(engine, requests, new int[] {7, 2, 5, 0, 3, 6, 1, 4});
      for (int i = 0; i < requests.size(); i++) {
        assertThat(together[i]).as("row %d", i).isDeepEqualTo(alone.get(i));
        assertThat(elsewhere[i]).as("row %d", i).isDeepEqualTo(alone.get(i));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void slotsFarApartAndPausedSequencesChangeNothing(Precision precision) {
    try (BaseModel base = base();
        OnnxServingEngine engine = open(base, precision)) {
      List<Request> requests = mixedRequests(base);
      float[][] alone = decode(engine, List.of(requests.get(1)), new int[] {2})[0];
      // Both wait while others are decoded in the slots around them.
      float[] first = start(engine, requests.get(1), 1);
      start(engine, requests.get(4), 6);
      decode(engine, List.of(requests.get(2), requests.get(3)), new int[] {0, 7});
      decode(engine, List.of(requests.get(5), requests.get(6)), new int[] {0, 2});
      assertThat(goOn(engine, first, 1)).isDeepEqualTo(alone);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aNeighbourOfNotANumberDoesNotSpread(Precision precision) {
    try (BaseModel base = base();
        OnnxServingEngine engine = open(base, precision)) {
      Request healthy = mixedRequests(base).get(1);
      Adapter poison =
          new RandomAdapters(base.config(), 5).lora(4, EnumSet.allOf(Projection.class), Float.NaN);
      float[][] alone = decode(engine, List.of(healthy), new int[] {0})[0];
      Request ill = new Request(poison, healthy.prompt());
      float[][][] together = decode(engine, List.of(ill, healthy, ill), new int[] {0, 1, 2});
      assertThat(together[0][0][0]).isNaN();
      assertThat(together[1]).isDeepEqualTo(alone);
      assertThat(decode(engine, List.of(healthy), new int[] {2})[0]).isDeepEqualTo(alone);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aFreshAdapterIsTheBaseModel(Precision precision) {
    try (BaseModel base = base();
        OnnxServingEngine engine = open(base, precision)) {
      RandomAdapters fresh = new RandomAdapters(base.config(), 3);
      int[] prompt = prompt(base, 12, 9);
      int[] one = prompt(base, 1, 10);
      for (Adapter adapter :
          List.of(
              fresh.lora(4, EnumSet.allOf(Projection.class), 0),
              fresh.milora(20, 3, 0),
              fresh.moa(DomainSelect.VOTE, 0))) {
        for (int[] tokens : List.of(prompt, one)) {
          assertThat(decode(engine, List.of(new Request(adapter, tokens)), new int[] {0})[0])
              .isDeepEqualTo(
                  decode(engine, List.of(new Request(BareBase.INSTANCE, tokens)), new int[] {0})[
                      0]);
        }
      }
    }
  }

  private List<Request> mixedRequests(BaseModel base) {
    RandomAdapters random = new RandomAdapters(base.config(), 1);
    EnumSet<Projection> some = EnumSet.of(Projection.Q, Projection.V, Projection.UP);
    List<Adapter> adapters =
        List.of(
            BareBase.INSTANCE,
            random.milora(4, 3, 0.1f),
            random.lora(16, EnumSet.allOf(Projection.class), 0.1f),
            random.moa(DomainSelect.VOTE, 0.1f),
            random.lora(1, some, 0.1f),
            random.milora(17, 7, 0.1f),
            random.lora(64, EnumSet.of(Projection.DOWN), 0.1f),
            random.moa(DomainSelect.PER_LAYER, 0.1f));
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < adapters.size(); i++) {
      requests.add(new Request(adapters.get(i), prompt(base, 1 + 3 * i, i)));
    }
    return requests;
  }

  private static int[] prompt(BaseModel base, int length, int seed) {
    return new Random(seed).ints(length, 0, base.config().vocabulary()).toArray();
  }

  /** [requests][1 + steps][V]: what follows the prompt, then what follows each of fixed tokens. */
  private static float[][][] decode(OnnxServingEngine engine, List<Request> requests, int[] slots) {
    float[][][] rows = new float[requests.size()][1 + STEPS][engine.config().vocabulary()];
    for (int i = 0; i < requests.size(); i++) {
      rows[i][0] = start(engine, requests.get(i), slots[i]);
    }
    int[] tokens = new int[requests.size()];
    float[][] logits = new float[requests.size()][];
    for (int step = 1; step <= STEPS; step++) {
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = 11 * step;
        logits[i] = rows[i][step];
      }
      engine.decode(slots, tokens, logits);
    }
    return rows;
  }

  private static float[][] goOn(OnnxServingEngine engine, float[] first, int slot) {
    float[][] rows = new float[1 + STEPS][engine.config().vocabulary()];
    rows[0] = first;
    for (int step = 1; step <= STEPS; step++) {
      engine.decode(new int[] {slot}, new int[] {11 * step}, new float[][] {rows[step]});
    }
    return rows;
  }

  private static float[] start(OnnxServingEngine engine, Request request, int slot) {
    int[] prompt = request.prompt();
    return engine.prefill(slot, prompt, prompt.length, request.adapter(), LogitRows.LAST)
        .logits()[0];
  }

  private static int distinctRows(List<float[][]> rows) {
    return (int) rows.stream().map(row -> List.of(row[STEPS][0], row[STEPS][1])).distinct().count();
  }

  private OnnxServingEngine open(BaseModel base, Precision precision) {
    return OnnxServingEngine.open(base, new OnnxOptions(cache, SLOTS, 64, precision, 2));
  }

  private static BaseModel base() {
    return BaseModel.open(Golden.path("tiny-llama"));
  }
}
