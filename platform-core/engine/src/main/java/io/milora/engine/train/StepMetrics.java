package io.milora.engine.train;

import org.jspecify.annotations.Nullable;

/**
 * What an optimiser step showed.
 *
 * @param step number of steps done, from 1
 * @param totalSteps of the whole run if it is not stopped early
 * @param loss mean cross-entropy over the batch's response tokens, nats
 * @param accuracy share of the batch's response tokens that were the most probable ones, 0 to 1,
 *     where all before them are given; null where only routers are trained, which see no responses
 * @param balance mean over layers of the load-balancing loss of the batch as a whole, 1 at perfect
 *     balance; 0 for methods without router
 * @param learningRate rate of this step
 * @param gradientNorm 2-norm of the gradients of pairs, routers and poolers before clipping
 * @param trainedTokens prompt and response tokens of the run so far
 * @param tokensPerSecond of this step, prompt and response tokens
 * @param expertLoad [layers][7], share of the batch's prompts that kept a module; empty for methods
 *     without router
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
public record StepMetrics(
    int step,
    int totalSteps,
    double loss,
    @Nullable Double accuracy,
    double balance,
    double learningRate,
    double gradientNorm,
    long trainedTokens,
    double tokensPerSecond,
    float[][] expertLoad) {}
