package io.milora.engine.torch;

import io.milora.model.ComputeDevice;

/** Where PyTorch computes, and in what frozen weights are held. */
public record TorchOptions(ComputeDevice device, FrozenType frozen) {
  /** What everything else is compared with. */
  public static final TorchOptions REFERENCE =
      new TorchOptions(ComputeDevice.CPU, FrozenType.FLOAT32);
}
