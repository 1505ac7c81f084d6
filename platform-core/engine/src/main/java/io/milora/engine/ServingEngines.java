package io.milora.engine;

import io.milora.engine.base.BaseModel;
import io.milora.engine.onnx.OnnxOptions;
import io.milora.engine.onnx.OnnxServingEngine;
import io.milora.engine.serve.ServingEngine;
import io.milora.engine.torch.TorchServingEngine;
import io.milora.model.ComputeDevice;
import io.milora.model.InvalidInputException;
import io.milora.model.Precision;
import io.milora.model.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the implementation behind the seam of serving. */
public final class ServingEngines {
  private static final Logger LOG = LoggerFactory.getLogger(ServingEngines.class);

  private ServingEngines() {}

  /**
   * Opens a base model on a device. A GPU computes with PyTorch in float32, one sequence after the
   * other: ONNX Runtime's attention has no float32 for GPUs, and a GPU's products of several rows
   * are rounded otherwise than those of one, so that batches would change answers.
   *
   * @throws InvalidInputException if the device is missing, or cannot serve the model as asked
   */
  public static ServingEngine open(BaseModel base, OnnxOptions options, ComputeDevice device) {
    return switch (device) {
      case CPU -> open(base, options);
      case CUDA -> {
        if (options.precision() != Precision.FLOAT32) {
          throw new InvalidInputException(
              Problem.outOfRange("precision", options.precision(), "float32 on the device cuda"));
        }
        yield TorchServingEngine.open(base, options.slots(), options.capacity(), device);
      }
    };
  }

  /**
   * Opens a base model with ONNX Runtime, or, for shapes that its operators lack and in float32
   * only, with PyTorch: the numbers agree to float32 rounding, so nothing else is answered than
   * what was asked. The base model must stay open as long as the engine.
   *
   * @throws io.milora.model.InvalidInputException if neither can serve the model as asked
   */
  public static ServingEngine open(BaseModel base, OnnxOptions options) {
    if (options.precision() == Precision.FLOAT32 && !OnnxServingEngine.supports(base.config())) {
      LOG.info("ONNX Runtime lacks this model's shape; it is served by PyTorch in float32");
      return TorchServingEngine.open(base, options.slots(), options.capacity());
    }
    return OnnxServingEngine.open(base, options);
  }
}
