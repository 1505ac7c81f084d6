package io.milora.model.openai;

/**
 * Beam search instead of drawing; an extension.
 *
 * @param width beams, 1 or more
 * @param lengthPenalty exponent of the length in scores; above 0 favours longer answers
 */
public record BeamOptions(int width, double lengthPenalty) {}
