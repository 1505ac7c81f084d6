package io.milora.engine.adapter;

/**
 * One layer's router (METHODS.md, MiLoRA 1 to 3). The arrays are shared, never copied: treat them
 * as immutable.
 *
 * @param router W_r [d, 7], row-major, columns in the order of {@link io.milora.model.Projection}
 * @param pooler w_sa [d]; used by the attention pooler only
 * @param numerator a_0 .. a_6 of the rational activation [7]
 * @param denominator b_1 .. b_5 of the rational activation [5]
 */
@SuppressWarnings("ArrayRecordComponent") // weights: identity is never asked for
public record RouterWeights(
    float[] router, float[] pooler, float[] numerator, float[] denominator) {}
