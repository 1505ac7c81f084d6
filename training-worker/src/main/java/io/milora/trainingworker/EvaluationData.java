package io.milora.trainingworker;

/**
 * What an event says about a measurement of the dev set.
 *
 * @param validLoss mean cross-entropy over response tokens, nats
 * @param validPerplexity its exponential
 * @param best whether it is the best so far
 */
record EvaluationData(int step, double validLoss, double validPerplexity, boolean best) {}
