package io.milora.engine.adapter;

import org.jspecify.annotations.Nullable;

/**
 * What a prompt decided for the whole request, prompt tokens and generated tokens alike
 * (METHODS.md, common ground). Immutable by convention: the arrays are shared.
 *
 * @param gates [layers][7], the strength of each module's pair, 0 where it is off, columns in the
 *     order of {@link io.milora.model.Projection}
 * @param probabilities [layers][7], what the routers said, null where no router ran
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
public record RoutePlan(float[][] gates, float @Nullable [][] probabilities) {}
