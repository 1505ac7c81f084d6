package io.milora.model;

import java.util.ArrayList;
import java.util.List;

/**
 * How an adapter is trained; every value is resolved (no "auto"). Defaults and meaning: METHODS.md,
 * MiLoRA.
 *
 * @param epochs passes over the training rows at most, 1 to 100
 * @param batchSize rows of an optimiser step, 1 to 1024
 * @param microBatchSize rows of one forward pass; gradients accumulate to a full batch; 1 to
 *     batchSize. The cross-entropy is exact however a batch is cut; the load-balancing loss of a
 *     forward pass takes the other rows of its step to be routed as those of the step before
 * @param learningRate peak rate of AdamW, above 0 to 1
 * @param warmupShare share of the steps in which the rate rises linearly, 0 to below 1; then it
 *     falls linearly
 * @param weightDecay AdamW's decoupled decay, 0 or more
 * @param maxGradNorm gradients are scaled down to this 2-norm; 0 means no clipping
 * @param loadBalance lambda_lb, weight of the load-balancing loss of routed methods, 0 or more
 * @param maxLength tokens of a row; a longer prompt is refused, a longer response cut off
 * @param activationCheckpointingFrom tokens of one pass, 1 or more, from which only what enters a
 *     layer is kept, and the layer computed again for its gradients: about a third more time, and
 *     the activations of one layer in memory instead of those of all. Passes have a few hundred
 *     tokens, or one longer row. Mixtures that tune their experts keep everything
 * @param evaluateEvery optimiser steps between two measurements of dev perplexity and checkpoints,
 *     1 or more
 * @param patience evaluations without a better dev perplexity after which training stops, 1 or more
 * @param seed of initial weights and of the order of rows, 0 to 2^31 - 1
 * @param theta how a routed method's activations are trained
 */
public record TrainingSettings(
    int epochs,
    int batchSize,
    int microBatchSize,
    double learningRate,
    double warmupShare,
    double weightDecay,
    double maxGradNorm,
    double loadBalance,
    int maxLength,
    int activationCheckpointingFrom,
    int evaluateEvery,
    int patience,
    int seed,
    ThetaSettings theta) {
  /** Tokens whose activations take a small base's worker about two gigabytes. */
  public static final int ACTIVATION_CHECKPOINTING_FROM = 1024;

  public TrainingSettings {
    List<Problem> problems = new ArrayList<>();
    check(problems, epochs >= 1 && epochs <= 100, "n_epochs", epochs, "1 to 100");
    check(problems, batchSize >= 1 && batchSize <= 1024, "batch_size", batchSize, "1 to 1024");
    check(
        problems,
        microBatchSize >= 1 && microBatchSize <= batchSize,
        "micro_batch_size",
        microBatchSize,
        "1 to the batch size");
    check(
        problems,
        learningRate > 0 && learningRate <= 1,
        "learning_rate",
        learningRate,
        "above 0 to 1");
    check(
        problems, warmupShare >= 0 && warmupShare < 1, "warmup_share", warmupShare, "0 to below 1");
    check(
        problems,
        weightDecay >= 0 && Double.isFinite(weightDecay),
        "weight_decay",
        weightDecay,
        "0 or more");
    check(
        problems,
        maxGradNorm >= 0 && Double.isFinite(maxGradNorm),
        "max_grad_norm",
        maxGradNorm,
        "0 (off) or more");
    check(
        problems,
        loadBalance >= 0 && Double.isFinite(loadBalance),
        "load_balance",
        loadBalance,
        "0 or more");
    check(problems, maxLength >= 8, "max_length", maxLength, "8 or more");
    check(
        problems,
        activationCheckpointingFrom >= 1,
        "activation_checkpointing_from",
        activationCheckpointingFrom,
        "1 or more");
    check(problems, evaluateEvery >= 1, "evaluate_every", evaluateEvery, "1 or more");
    check(problems, patience >= 1, "patience", patience, "1 or more");
    check(problems, seed >= 0, "seed", seed, "0 to 2147483647");
    InvalidInputException.throwIfAny(problems);
  }

  private static void check(
      List<Problem> problems, boolean holds, String param, Object given, String allowed) {
    if (!holds) {
      problems.add(Problem.outOfRange(param, given, allowed));
    }
  }
}
