package io.milora.model.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * A row that the model foretells badly.
 *
 * @param row its number in the file, from 1
 * @param domain the row's, or null
 * @param loss mean cross-entropy over the tokens of its response, nats
 * @param promptTail the end of the prompt as the model saw it
 * @param expected the row's answer
 * @param answer what the model says, perhaps cut off
 */
public record WorstRow(
    long row,
    @Nullable String domain,
    double loss,
    String promptTail,
    String expected,
    String answer) {}
