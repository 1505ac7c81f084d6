package io.milora.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.milora.engine.base.BaseModel;
import io.milora.engine.onnx.OnnxOptions;
import io.milora.engine.onnx.OnnxServingEngine;
import io.milora.engine.serve.ServingEngine;
import io.milora.engine.testing.Golden;
import io.milora.engine.torch.TorchServingEngine;
import io.milora.model.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgreementTest {
  private static final List<int[]> TEXTS = List.of(text(30, 1), text(2, 2), text(17, 3));

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path cache;

  @Test
  void twoPathsInFloat32Agree() {
    try (BaseModel base = BaseModel.open(Golden.path("tiny-llama"));
        ServingEngine reference = TorchServingEngine.open(base, 1, 64);
        ServingEngine engine = onnx(base, Precision.FLOAT32)) {
      Agreement agreement = Agreement.measure(reference, engine, TEXTS);
      assertThat(agreement.tokens()).isEqualTo(29 + 1 + 16);
      assertThat(agreement.perplexityGrowth()).isCloseTo(0, within(1e-5));
      assertThat(agreement.sameFirst()).isEqualTo(1);
      assertThat(agreement.divergence()).isCloseTo(0, within(1e-8));
    }
  }

  @Test
  void eightBitsDivergeALittle() {
    try (BaseModel base = BaseModel.open(Golden.path("tiny-llama"));
        ServingEngine reference = onnx(base, Precision.FLOAT32);
        ServingEngine engine = onnx(base, Precision.INT8)) {
      Agreement agreement = Agreement.measure(reference, engine, TEXTS);
      assertThat(agreement.perplexityGrowth()).isNotZero().isCloseTo(0, within(0.05));
      assertThat(agreement.sameFirst()).isBetween(0.8, 1.0);
      assertThat(agreement.divergence()).isBetween(1e-8, 0.02);
    }
  }

  private static int[] text(int length, int seed) {
    return new Random(seed).ints(length, 0, 320).toArray();
  }

  private ServingEngine onnx(BaseModel base, Precision precision) {
    return OnnxServingEngine.open(base, new OnnxOptions(cache, 1, 64, precision, 2));
  }
}
