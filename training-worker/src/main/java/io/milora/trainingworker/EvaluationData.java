package io.milora.trainingworker;

import io.milora.engine.train.DevScore;
import org.jspecify.annotations.Nullable;

/**
 * What an event says about a measurement of the dev set.
 *
 * @param step of its stage
 * @param stepsBefore of the job's earlier stages
 * @param validLoss mean cross-entropy over response tokens, nats
 * @param validMeanTokenAccuracy as {@link DevScore#accuracy()}
 * @param validPerplexity the loss's exponential
 * @param best whether it is the best so far
 */
record EvaluationData(
    int step,
    int stepsBefore,
    double validLoss,
    @Nullable Double validMeanTokenAccuracy,
    double validPerplexity,
    boolean best) {
  static EvaluationData of(Stage stage, int step, DevScore score, boolean best) {
    return new EvaluationData(
        step, stage.stepsBefore(), score.loss(), score.accuracy(), Math.exp(score.loss()), best);
  }
}
