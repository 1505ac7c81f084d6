package io.milora.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.milora.engine.torch.AdaptedModel;
import io.milora.engine.torch.Torch;
import io.milora.engine.torch.TorchProgram;
import io.milora.model.Projection;

/** The training loss of one adapter, and its gradients, by the program {@code train.py}. */
final class LossProgram {
  private final NDManager manager;
  private final TorchProgram program;
  private final AdaptedModel model;
  private final NDArray fixedGates;

  LossProgram(NDManager manager, TorchProgram program, AdaptedModel model) {
    this.manager = manager;
    this.program = program;
    this.model = model;
    fixedGates = Torch.floats(manager, model.layout().fixedGates(), 1, Projection.COUNT);
  }

  /**
   * Adds a part's gradients of cross-entropy + lambda * mean load-balancing loss to what has
   * accumulated.
   *
   * @param responseTokens of the whole batch, over which the cross-entropy is a mean
   * @param share of the batch's rows that this part has
   * @param loadBalance lambda
   * @param dropout share of the pairs' inputs to zero
   * @param seed of dropout
   */
  BatchLosses accumulate(
      Gradients gradients,
      Batch part,
      int responseTokens,
      double share,
      double loadBalance,
      double dropout,
      long seed) {
    try (NDManager results = manager.newSubManager()) {
      TorchProgram.Call call =
          rows("accumulate", results, part)
              .with(seed)
              .with((double) responseTokens, share, loadBalance)
              .with(gradients.trained().stream().mapToLong(Integer::longValue).toArray())
              .with(fixedGates)
              .with(gradients.sums());
      NDList found = model.complete(call, dropout).runDifferentiable();
      return new BatchLosses(
          found.get(0).getFloat(),
          found.get(1).toFloatArray(),
          found.get(2).toFloatArray(),
          found.get(3).toFloatArray());
    }
  }

  /** The sum of the cross-entropies of a batch's response tokens, nats; no dropout. */
  double evaluate(Batch batch) {
    try (NDManager results = manager.newSubManager()) {
      TorchProgram.Call call = rows("evaluate", results, batch).with(fixedGates);
      return model.complete(call, 0).run().get(0).getFloat();
    }
  }

  private TorchProgram.Call rows(String method, NDManager results, Batch batch) {
    return program
        .call(method, results)
        .with(batch.ids(), batch.width())
        .with(batch.prompts(), batch.width())
        .with(batch.places())
        .with(batch.targets());
  }
}
