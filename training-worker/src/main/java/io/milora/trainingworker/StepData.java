package io.milora.trainingworker;

import io.milora.engine.train.StepMetrics;
import org.jspecify.annotations.Nullable;

/**
 * What an event says about a step. Step, loss and accuracy have OpenAI's names.
 *
 * @param step of its stage
 * @param stepsBefore of the job's earlier stages
 * @param trainLoss mean cross-entropy over the batch's response tokens, nats
 * @param trainMeanTokenAccuracy as {@link StepMetrics#accuracy()}
 * @param balance load-balancing loss, 1 at perfect balance
 * @param expertLoad [layers][7], share of the batch's prompts that kept a module
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
record StepData(
    int step,
    int totalSteps,
    int stepsBefore,
    double trainLoss,
    @Nullable Double trainMeanTokenAccuracy,
    double balance,
    double learningRate,
    double gradientNorm,
    long trainedTokens,
    double tokensPerSecond,
    float[][] expertLoad) {
  static StepData of(Stage stage, StepMetrics m) {
    return new StepData(
        m.step(),
        m.totalSteps(),
        stage.stepsBefore(),
        m.loss(),
        m.accuracy(),
        m.balance(),
        m.learningRate(),
        m.gradientNorm(),
        m.trainedTokens(),
        m.tokensPerSecond(),
        m.expertLoad());
  }
}
