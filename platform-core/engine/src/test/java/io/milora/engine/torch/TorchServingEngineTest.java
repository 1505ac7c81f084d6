package io.milora.engine.torch;

import io.milora.engine.base.BaseModel;
import io.milora.engine.serve.ServingEngine;
import io.milora.engine.testing.GoldenInferenceCases;

class TorchServingEngineTest extends GoldenInferenceCases {
  @Override
  protected ServingEngine open(BaseModel base, int slots, int capacity) {
    return TorchServingEngine.open(base, slots, capacity);
  }
}
