package io.milora.engine.serve;

import io.milora.engine.adapter.RoutePlan;

/**
 * What a prefill gives.
 *
 * @param routes what the prompt decided; holds for all tokens that follow
 * @param logits [rows][V], for the tokens that {@link LogitRows} names, in their order
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
public record Prefill(RoutePlan routes, float[][] logits) {}
