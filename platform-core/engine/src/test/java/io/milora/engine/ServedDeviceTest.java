package io.milora.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.engine.base.BaseModel;
import io.milora.engine.onnx.OnnxOptions;
import io.milora.engine.onnx.OnnxServingEngine;
import io.milora.engine.serve.ServingEngine;
import io.milora.engine.testing.Golden;
import io.milora.model.ComputeDevice;
import io.milora.model.InvalidInputException;
import io.milora.model.Precision;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedDeviceTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path cache;

  @Test
  void processorsServeAsWithoutADevice() {
    try (BaseModel base = BaseModel.open(Golden.path("tiny-llama"));
        ServingEngine engine =
            ServingEngines.open(base, options(Precision.INT8), ComputeDevice.CPU)) {
      assertThat(engine).isInstanceOf(OnnxServingEngine.class);
    }
  }

  @Test
  void aGpuThatIsNotThereIsRefusedWithAWayOut() {
    refused(
        Precision.FLOAT32, "The device is cuda, but", "PYTORCH_LIBRARY_PATH", "allowed here: cpu");
  }

  @Test
  void eightBitsAreRefusedOnAGpu() {
    refused(Precision.INT8, "precision is INT8", "float32 on the device cuda");
  }

  private void refused(Precision precision, String... parts) {
    try (BaseModel base = BaseModel.open(Golden.path("tiny-llama"))) {
      assertThatThrownBy(() -> ServingEngines.open(base, options(precision), ComputeDevice.CUDA))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContainingAll(parts);
    }
  }

  private OnnxOptions options(Precision precision) {
    return new OnnxOptions(cache, 1, 16, precision, 1);
  }
}
