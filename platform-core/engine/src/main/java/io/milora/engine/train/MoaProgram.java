package io.milora.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.milora.engine.torch.AdaptedModel;
import io.milora.engine.torch.TensorList;
import io.milora.engine.torch.Torch;
import io.milora.engine.torch.TorchProgram;
import java.util.Arrays;

/** Losses of a Mixture-of-LoRAs, and their gradients, by the program {@code moa.py}. */
final class MoaProgram {
  private final NDManager manager;
  private final TorchProgram program;
  private final MoaLayout layout;
  private final AdaptedModel model;

  /**
   * What a pass showed.
   *
   * @param language of response tokens, its loss a mean or a sum as the method says; nothing where
   *     only routers are trained
   * @param routing mean over layers of the cross-entropy of domains, nats
   * @param logProbabilities [L, N, E] flat
   */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
  record Losses(TokenSums language, double routing, float[] logProbabilities) {}

  MoaProgram(NDManager manager, TorchProgram program, MoaLayout layout, AdaptedModel model) {
    this.manager = manager;
    this.program = program;
    this.layout = layout;
    this.model = model;
  }

  int layers() {
    return model.weights().config().layers();
  }

  int width() {
    return model.weights().config().hidden();
  }

  /**
   * What the routers read of prompts [N, L, d], flat: each row runs through its own domain's
   * expert, without its response, without the last layer and without logits.
   */
  float[] states(Batch prompts, int[] domains) {
    try (NDManager results = manager.newSubManager()) {
      TorchProgram.Call call =
          program
              .call("states", results)
              .with(prompts.ids(), prompts.width())
              .with(prompts.prompts(), prompts.width())
              .with(gates(results, domains));
      return model.complete(call, 0).run().get(0).toFloatArray();
    }
  }

  /**
   * Adds gradients of the routers' loss over a whole batch.
   *
   * @param states [N, L, d] flat
   */
  Losses accumulateRouters(Gradients gradients, TensorList routers, float[] states, int[] domains) {
    try (NDManager results = manager.newSubManager()) {
      NDList found =
          program
              .call("accumulate_routers", results)
              .with(states(results, states, domains.length))
              .with(longs(domains))
              .with((double) domains.length)
              .with(routers)
              .with(gradients.sums())
              .runDifferentiable();
      return new Losses(TokenSums.NONE, found.get(0).getFloat(), found.get(1).toFloatArray());
    }
  }

  /** The sum over rows of the routers' loss. */
  double evaluateRouters(TensorList routers, float[] states, int[] domains) {
    try (NDManager results = manager.newSubManager()) {
      return program
          .call("evaluate_routers", results)
          .with(states(results, states, domains.length))
          .with(longs(domains))
          .with(routers)
          .run()
          .get(0)
          .getFloat();
    }
  }

  /**
   * Adds a part's gradients of both losses for all parameters.
   *
   * @param responseTokens of the whole batch
   * @param rows of the whole batch
   * @param dropout share of the pairs' inputs to zero
   * @param seed of dropout
   * @return the part's shares of the batch's losses
   */
  Losses accumulateJoint(
      Gradients gradients,
      Batch part,
      int[] domains,
      int responseTokens,
      int rows,
      double dropout,
      long seed) {
    try (NDManager results = manager.newSubManager()) {
      TorchProgram.Call call =
          rows("accumulate_joint", results, part, domains)
              .with(seed)
              .with((double) responseTokens, (double) rows)
              .with(gradients.sums());
      NDList found = model.complete(call, dropout).runDifferentiable();
      return new Losses(
          TokenSums.of(found.get(0)), found.get(1).getFloat(), found.get(2).toFloatArray());
    }
  }

  /** The sums over response tokens and rows of both losses; no dropout. */
  Losses evaluateJoint(Batch batch, int[] domains) {
    try (NDManager results = manager.newSubManager()) {
      TorchProgram.Call call = rows("evaluate_joint", results, batch, domains);
      NDList found = model.complete(call, 0).run();
      return new Losses(TokenSums.of(found.get(0)), found.get(1).getFloat(), new float[0]);
    }
  }

  private TorchProgram.Call rows(String method, NDManager results, Batch batch, int[] domains) {
    return program
        .call(method, results)
        .with(batch.ids(), batch.width())
        .with(batch.prompts(), batch.width())
        .with(batch.places())
        .with(batch.targets())
        .with(gates(results, domains))
        .with(longs(domains));
  }

  private NDArray gates(NDManager results, int[] domains) {
    float[] gates = layout.gates(domains);
    return Torch.floats(results, gates, domains.length, gates.length / domains.length);
  }

  private NDArray states(NDManager results, float[] states, int rows) {
    return Torch.floats(results, states, rows, layers(), width());
  }

  private static long[] longs(int[] numbers) {
    return Arrays.stream(numbers).asLongStream().toArray();
  }
}
