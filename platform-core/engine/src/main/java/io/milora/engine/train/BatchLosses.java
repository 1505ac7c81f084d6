package io.milora.engine.train;

/**
 * What a forward and backward pass over part of a batch showed.
 *
 * @param crossEntropy sum over the part's response tokens / response tokens of the batch, nats
 * @param balance [L] load-balancing loss of each layer; zeros without router
 * @param probabilities [L, N, 7] flat
 * @param gates [L, N, 7] flat
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
record BatchLosses(double crossEntropy, float[] balance, float[] probabilities, float[] gates) {}
