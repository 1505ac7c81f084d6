package io.milora.trainingworker;

import io.milora.engine.ServingEngines;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.base.BaseModel;
import io.milora.engine.evaluate.EvaluationLimits;
import io.milora.engine.evaluate.EvaluationPlan;
import io.milora.engine.evaluate.Evaluator;
import io.milora.engine.evaluate.GoldenOutputs;
import io.milora.engine.evaluate.Labels;
import io.milora.engine.evaluate.Measurement;
import io.milora.engine.generate.Detokenizer;
import io.milora.engine.onnx.OnnxOptions;
import io.milora.engine.serve.EngineIdentity;
import io.milora.engine.serve.ServingEngine;
import io.milora.engine.text.Tokenizer;
import io.milora.model.ContentHash;
import io.milora.model.evaluation.EvaluationReport;
import io.milora.model.evaluation.ModelScores;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures adapters through the graph that serves them: trained in float32 and served, say, in
 * eight bits, an adapter is another model than the one that was trained. Thread-safe.
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
   * Measures a model and what it is compared with on the same rows.
   *
   * @param against null if it is compared with nothing
   * @param dev with no rows nothing is measured, but golden outputs are recorded
   * @param stop asked between rows and steps
   * @throws CancellationException if {@code stop} said so
   */
  Evaluated evaluate(
      BaseModel base,
      Adapter model,
      @Nullable Adapter against,
      DevRows dev,
      EvaluationLimits limits,
      BooleanSupplier stop) {
    int capacity = Math.max(GoldenOutputs.CAPACITY, EvaluationPlan.capacity(dev.rows()));
    OnnxOptions options =
        new OnnxOptions(
            data.cache(),
            config.evaluationSlots(),
            Math.min(capacity, base.config().maxPositions()),
            config.servedPrecision(),
            config.slotThreads());
    Tokenizer tokenizer = base.encoder().tokenizer();
    try (ServingEngine engine = ServingEngines.open(base, options)) {
      GoldenOutputs golden = GoldenOutputs.record(engine, model, tokenizer::encode);
      EngineIdentity identity = engine.identity();
      ContentHash dataset = dev.dataset();
      if (dataset == null) {
        return new Evaluated(
            EvaluationReport.ofNothing(identity.precision(), identity.build()), List.of(), golden);
      }
      Detokenizer detokenizer = ids -> tokenizer.decode(ids, true);
      EvaluationPlan plan =
          EvaluationPlan.of(dev.rows(), limits, detokenizer, Set.copyOf(base.config().endTokens()));
      Evaluator evaluator = new Evaluator(engine, detokenizer, plan);
      Measurement own = evaluator.measure(model, stop);
      ModelScores other = against == null ? null : evaluator.measure(against, stop).scores();
      EvaluationReport report =
          new EvaluationReport(
              identity.precision(),
              identity.build(),
              dataset.hex(),
              dev.rows().size(),
              plan.lossRows().size(),
              plan.answerRows().size(),
              plan.maxNewTokens(),
              limits.seed(),
              plan.labels().map(Labels::names).orElse(null),
              own.scores(),
              other);
      return new Evaluated(report, own.worst(), golden);
    }
  }
}
