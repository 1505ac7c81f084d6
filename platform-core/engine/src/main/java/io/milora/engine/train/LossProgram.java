package io.milora.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.milora.engine.torch.AdaptedModel;
import io.milora.engine.torch.Torch;
import io.milora.engine.torch.TorchProgram;
import io.milora.model.Projection;
import java.util.ArrayList;
import java.util.List;

/**
 * The training loss of one adapter, and its gradients, by the program {@code train.py}. Batches go
 * through it in parts, several at once: enough tokens for a matrix product to be fast, few enough
 * to stay in a processor's cache, and little to pad.
 */
final class LossProgram {
  /** Of a part on processors, with padding; a longer row is a part of its own. */
  private static final int TOKENS = 384;

  /** Of a part on a GPU, which only large products fill. */
  private static final int GPU_TOKENS = 16_384;

  /** For which parts are of like size. Not how many a trainer has: on that no byte may depend. */
  private static final int LANES = 2;

  /** Of a part whose load is balanced: the fewer parts a step has, the truer its balance. */
  private static final int BALANCED_TOKENS = 256;

  /** Rows of a part whose load is balanced: over one prompt alone there is no balance. */
  private static final int BALANCED_ROWS = 2;

  private final NDManager manager;
  private final TorchProgram program;
  private final AdaptedModel model;
  private final Lanes lanes;
  private final FirstChoices choices;
  private final int checkpointingFrom;
  private final NDArray fixedGates;

  /** On the calling thread's behalf alone. */
  LossProgram(NDManager manager, TorchProgram program, AdaptedModel model, int checkpointingFrom) {
    this(
        manager,
        program,
        model,
        Lanes.one(),
        new FirstChoices(model.weights().config().layers()),
        checkpointingFrom);
  }

  /**
   * With the lanes of a trainer.
   *
   * @param choices of the last whole step
   * @param checkpointingFrom {@link io.milora.model.TrainingSettings#activationCheckpointingFrom()}
   */
  LossProgram(
      NDManager manager,
      TorchProgram program,
      AdaptedModel model,
      Lanes lanes,
      FirstChoices choices,
      int checkpointingFrom) {
    this.manager = manager;
    this.program = program;
    this.model = model;
    this.lanes = lanes;
    this.choices = choices;
    this.checkpointingFrom = checkpointingFrom;
    fixedGates = Torch.floats(manager, model.layout().fixedGates(), 1, Projection.COUNT);
  }

  /**
   * Adds a batch's gradients of cross-entropy + lambda * mean load-balancing loss to what has
   * accumulated. In the load-balancing loss of a part, f is that of its own prompts and, for the
   * step's other rows, that of the last whole step.
   *
   * @param responseTokens of the whole step, over which the cross-entropy is a mean
   * @param share of the step's rows that this batch has
   * @param loadBalance lambda
   * @param dropout share of the pairs' inputs to zero
   * @param seed of dropout
   */
  BatchLosses accumulate(
      Gradients gradients,
      Batch batch,
      int responseTokens,
      double share,
      double loadBalance,
      double dropout,
      long seed) {
    List<Batch> parts = cut(batch, dropout == 0);
    long[] trained = gradients.trained().stream().mapToLong(Integer::longValue).toArray();
    List<BatchLosses> losses = new ArrayList<>();
    lanes.forEach(
        parts.size(),
        i ->
            Pass.of(
                manager,
                results -> {
                  Batch part = parts.get(i);
                  double ofStep = share * part.rows() / batch.rows();
                  return model
                      .complete(
                          rows("differentiate", results, part)
                              .with(i == 0 ? seed : Seeds.mix(seed, i))
                              .with(
                                  responseTokens,
                                  ofStep,
                                  loadBalance,
                                  choices.own(ofStep),
                                  part.computed() >= checkpointingFrom ? 1 : 0)
                              .with(elsewhere(results))
                              .with(trained)
                              .with(fixedGates),
                          dropout)
                      .runDifferentiable();
                }),
        pass -> {
          losses.add(pass.losses());
          pass.addTo(gradients, program);
        });
    return BatchLosses.merge(losses, parts.stream().map(Batch::rows).toList());
  }

  /** [L, 7]; [0, 7] without routers. */
  private NDArray elsewhere(NDManager results) {
    float[] shares = choices.shares();
    return Torch.floats(results, shares, shares.length / Projection.COUNT, Projection.COUNT);
  }

  /** Sums over a batch's response tokens; no dropout. */
  TokenSums evaluate(Batch batch) {
    List<Batch> parts = cut(batch, true);
    List<TokenSums> sums = new ArrayList<>();
    lanes.forEach(
        parts.size(),
        i ->
            Pass.of(
                manager,
                results ->
                    model
                        .complete(rows("evaluate", results, parts.get(i)).with(fixedGates), 0)
                        .run()),
        pass -> sums.add(pass.sums()));
    return sums.stream().reduce(TokenSums.NONE, TokenSums::plus);
  }

  /**
   * Parts of a batch.
   *
   * @param same whether what a part's rows begin with has the same states in all, as it has unless
   *     there is dropout, or routers
   */
  private List<Batch> cut(Batch batch, boolean same) {
    return switch (model.weights().options().device()) {
      case CUDA -> batch.cut(GPU_TOKENS, same && !routed());
      case CPU ->
          routed()
              ? batch.cut(BALANCED_TOKENS, BALANCED_ROWS, 1, false)
              : batch.cut(TOKENS, 1, LANES, same);
    };
  }

  int layers() {
    return model.weights().config().layers();
  }

  /** Whether the method has a router and with it a load-balancing loss. */
  boolean routed() {
    return model.layout().router() != null;
  }

  private TorchProgram.Call rows(String method, NDManager results, Batch batch) {
    return program
        .call(method, results)
        .with(batch.ids(), batch.width())
        .with(batch.prompts(), batch.width())
        .with(batch.places())
        .with(batch.targets())
        .with((long) batch.shared());
  }
}
