package io.milora.trainingworker;

import io.milora.engine.ServingEngines;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.base.BaseModel;
import io.milora.engine.evaluate.Perplexity;
import io.milora.engine.onnx.OnnxOptions;
import io.milora.engine.serve.ServingEngine;
import io.milora.engine.text.Example;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Measures an adapter through the graph that serves it: trained in float32 and served, say, in
 * eight bits, it is another model than the one that was trained.
 */
@ApplicationScoped
class AdapterEvaluator {
  private final DataFolder data;
  private final TrainingConfig config;

  AdapterEvaluator(DataFolder data, TrainingConfig config) {
    this.data = data;
    this.config = config;
  }

  /**
   * Compares an adapter with the bare base model.
   *
   * @param dev rows to measure with; may be empty, then nothing is measured
   * @param maxLength tokens of a row at most
   */
  Evaluation evaluate(BaseModel base, Adapter adapter, List<Example> dev, int maxLength) {
    if (dev.isEmpty()) {
      return new Evaluation(config.servedPrecision(), 0, null, null);
    }
    OnnxOptions options =
        new OnnxOptions(
            data.cache(), 1, maxLength, config.servedPrecision(), config.computeThreads());
    try (ServingEngine engine = ServingEngines.open(base, options)) {
      return new Evaluation(
          config.servedPrecision(),
          dev.size(),
          Perplexity.measure(engine, 0, BareBase.INSTANCE, dev).value(),
          Perplexity.measure(engine, 0, adapter, dev).value());
    }
  }
}
