package io.milora.engine.onnx;

import io.milora.engine.base.BaseModel;
import io.milora.engine.serve.ServingEngine;
import io.milora.engine.testing.GoldenInferenceCases;
import io.milora.model.Precision;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The golden inference cases on ONNX Runtime. */
class OnnxGoldenTest extends GoldenInferenceCases {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  static Path cache;

  @Override
  protected ServingEngine open(BaseModel base, int slots, int capacity) {
    return OnnxServingEngine.open(
        base, new OnnxOptions(cache, slots, capacity, Precision.FLOAT32, 2));
  }
}
