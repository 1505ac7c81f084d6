package io.milora.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.base.BaseModel;
import io.milora.engine.bench.RandomAdapters;
import io.milora.engine.evaluate.GoldenOutputs.Continuation;
import io.milora.engine.generate.Sampler;
import io.milora.engine.onnx.OnnxOptions;
import io.milora.engine.onnx.OnnxServingEngine;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.serve.Prefill;
import io.milora.engine.serve.ServingEngine;
import io.milora.engine.testing.Golden;
import io.milora.model.Precision;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenOutputsTest {
  private static final int[] PROMPT = {5, 17, 40};

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path cache;

  private BaseModel base;
  private OnnxServingEngine engine;

  @BeforeEach
  void open() {
    base = BaseModel.open(Golden.path("tiny-llama"));
    engine = OnnxServingEngine.open(base, new OnnxOptions(cache, 1, 64, Precision.INT8, 2));
  }

  @AfterEach
  void close() {
    engine.close();
    base.close();
  }

  @Test
  void whatIsRecordedIsWhatReadingItInOnePassGives() {
    RandomAdapters adapters = new RandomAdapters(base.config(), 1);
    for (int i = 0; i < 12; i++) {
      Adapter adapter = adapters.milora(4, 3, 0.3f);
      Continuation expected = record(engine, adapter).quickCheck();
      assertThat(expected.tokens()).hasSizeBetween(1, 8);
      assertThat(read(adapter, expected)).isEqualTo(expected.tokens());
    }
  }

  @Test
  void aTokenThatIsAnotherInOnePassEndsAContinuation() {
    Adapter adapter = new RandomAdapters(base.config(), 1).milora(4, 3, 0.3f);
    List<Integer> all = record(engine, adapter).continuations().getFirst().tokens();
    assertThat(all).hasSizeGreaterThan(3);
    assertThat(record(roundingOtherwise(3), adapter).continuations().getFirst().tokens())
        .isEqualTo(all.subList(0, 3));
    assertThat(record(roundingOtherwise(0), adapter).quickCheck().tokens()).isEmpty();
  }

  private static GoldenOutputs record(ServingEngine engine, Adapter adapter) {
    return GoldenOutputs.record(engine, adapter, text -> PROMPT);
  }

  /** The most probable tokens at the prompt's end and behind all tokens but the last one. */
  private List<Integer> read(Adapter adapter, Continuation continuation) {
    List<Integer> known = continuation.tokens().subList(0, continuation.tokens().size() - 1);
    int[] tokens =
        IntStream.concat(Arrays.stream(PROMPT), known.stream().mapToInt(token -> token)).toArray();
    float[][] logits =
        engine.prefill(0, tokens, PROMPT.length, adapter, LogitRows.RESPONSE).logits();
    return Arrays.stream(logits).map(Sampler.GREEDY::next).toList();
  }

  /** The engine, with another token at one place of what is read in one pass. */
  private ServingEngine roundingOtherwise(int place) {
    return (ServingEngine)
        Proxy.newProxyInstance(
            ServingEngine.class.getClassLoader(),
            new Class<?>[] {ServingEngine.class},
            (proxy, method, arguments) -> {
              Object result = method.invoke(engine, arguments);
              if (result instanceof Prefill prefill
                  && arguments[4] == LogitRows.RESPONSE
                  && prefill.logits().length > place) {
                float[] row = prefill.logits()[place];
                row[(Sampler.GREEDY.next(row) + 1) % row.length] = Float.MAX_VALUE;
              }
              return result;
            });
  }
}
