package io.milora.engine.base;

/**
 * The {@code llama3} way of stretching rotary frequencies, as {@code config.json} declares it.
 *
 * @param factor by which low frequencies are divided
 * @param lowFrequencyFactor wavelengths above originalPositions / this are fully stretched
 * @param highFrequencyFactor wavelengths below originalPositions / this are left alone
 * @param originalPositions the context length before stretching, tokens
 */
public record RopeScaling(
    double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalPositions) {}
