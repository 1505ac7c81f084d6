package io.milora.engine.train;

import java.util.List;
import java.util.Map;

/**
 * The complete state of a run after some step: resumed from it, a run ends with the same bytes as
 * one never interrupted.
 *
 * @param step optimiser steps done
 * @param tensors parameters ({@code p.NAME}), first and second moments ({@code m.NAME}, {@code
 *     v.NAME}), the best parameters so far ({@code best.NAME}) and, with routers over modules, f of
 *     the last step ({@code first_choices} [layers, 7]), each float32 row-major
 * @param bestDevLoss best mean cross-entropy on the dev set so far, nats; infinite before the first
 *     evaluation
 * @param evaluationsSinceBest for early stopping
 * @param trainedTokens prompt and response tokens of training rows so far
 * @param recentLosses of the last steps, oldest first, nats
 */
public record Checkpoint(
    int step,
    Map<String, float[]> tensors,
    double bestDevLoss,
    int evaluationsSinceBest,
    long trainedTokens,
    List<Double> recentLosses) {
  public Checkpoint {
    tensors = Map.copyOf(tensors);
    recentLosses = List.copyOf(recentLosses);
  }
}
