package io.milora.trainingworker;

import io.milora.engine.train.StepMetrics;

/**
 * What an event says about a step. The first three names are OpenAI's.
 *
 * @param trainLoss mean cross-entropy over the batch's response tokens, nats
 * @param balance load-balancing loss, 1 at perfect balance
 * @param expertLoad [layers][7], share of the batch's prompts that kept a module
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
record StepData(
    int step,
    int totalSteps,
    double trainLoss,
    double balance,
    double learningRate,
    double gradientNorm,
    long trainedTokens,
    double tokensPerSecond,
    float[][] expertLoad) {
  static StepData of(StepMetrics m) {
    return new StepData(
        m.step(),
        m.totalSteps(),
        m.loss(),
        m.balance(),
        m.learningRate(),
        m.gradientNorm(),
        m.trainedTokens(),
        m.tokensPerSecond(),
        m.expertLoad());
  }
}
