package io.milora.inferenceworker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.engine.ServingEngines;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.evaluate.GoldenOutputs;
import io.milora.engine.evaluate.GoldenOutputs.Continuation;
import io.milora.engine.onnx.OnnxOptions;
import io.milora.engine.serve.ServingEngine;
import io.milora.http.ApiException;
import io.milora.inferenceworker.serving.GoldenCheck;
import io.milora.model.ContentHash;
import io.milora.model.Precision;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
class GoldenCheckTest extends WorkerTest {
  private static final ContentHash HASH = new ContentHash("ab".repeat(32));

  @TempDir Path folder;

  @Test
  void whatWasRecordedOnTheSameEnginePasses() throws IOException {
    Adapter adapter = adapter(1);
    assertThatCode(() -> check(adapter)).doesNotThrowAnyException();
    recorded(adapter).write(folder);
    assertThatCode(() -> check(adapter)).doesNotThrowAnyException();
  }

  @Test
  void otherTokensOnTheSameEngineAreRefused() throws IOException {
    GoldenOutputs golden = recorded(adapter(1));
    Continuation first = golden.quickCheck();
    int token = first.tokens().getFirst();
    Continuation other = new Continuation(first.prompt(), List.of(token == 9 ? 10 : 9));
    new GoldenOutputs(golden.build(), golden.precision(), List.of(other)).write(folder);
    assertThatThrownBy(() -> check(adapter(1)))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("[%d] in place of %s".formatted(token, other.tokens()));
  }

  @Test
  void whoHasPassedOnAnEngineIsNotAskedThereAgain() throws IOException {
    GoldenOutputs golden = recorded(adapter(1));
    golden.write(folder);
    check(adapter(1));
    Continuation other = new Continuation(golden.quickCheck().prompt(), List.of(9, 9, 9, 9));
    new GoldenOutputs(golden.build(), golden.precision(), List.of(other)).write(folder);
    assertThatCode(() -> check(adapter(1))).doesNotThrowAnyException();
  }

  @Test
  void whatAnotherEngineSaidIsNotCompared() throws IOException {
    GoldenOutputs golden = recorded(adapter(1));
    Continuation other = new Continuation(golden.quickCheck().prompt(), List.of(9, 9, 9, 9));
    new GoldenOutputs("another build", golden.precision(), List.of(other)).write(folder);
    assertThatCode(() -> check(adapter(1))).doesNotThrowAnyException();
    new GoldenOutputs(golden.build(), Precision.INT8, List.of(other)).write(folder);
    assertThatCode(() -> check(adapter(1))).doesNotThrowAnyException();
  }

  private void check(Adapter adapter) throws IOException {
    new GoldenCheck(base).check(HASH, folder, adapter);
  }

  private Adapter adapter(long seed) {
    return new RandomAdapters(base.model().config(), seed).milora();
  }

  /** As the training worker records it, with an engine of its own. */
  private GoldenOutputs recorded(Adapter adapter) {
    OnnxOptions options =
        new OnnxOptions(
            config.data().resolve("cache/graphs"), 2, GoldenOutputs.CAPACITY, Precision.FLOAT32, 1);
    try (ServingEngine engine = ServingEngines.open(base.model(), options)) {
      return GoldenOutputs.record(engine, adapter, base.encoder().tokenizer()::encode);
    }
  }
}
