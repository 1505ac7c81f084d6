package io.milora.model.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * How well one model does on the rows of one domain; measures as in {@link ModelScores}.
 *
 * @param rows over which the loss is taken
 * @param answeredRows over which the shares of answers are taken; where it is 0, they are null
 */
public record DomainScores(
    String domain,
    int rows,
    double loss,
    double perplexity,
    int answeredRows,
    @Nullable Double exactMatch,
    @Nullable Double labelAccuracy,
    @Nullable Double rightDomain) {}
