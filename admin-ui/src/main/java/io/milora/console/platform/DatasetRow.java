package io.milora.console.platform;

import io.milora.model.Problem;
import java.util.List;

/**
 * A row as it will be trained on the base that is served.
 *
 * @param line on which it stands, from 1; in Parquet the number of the row
 * @param prompt exactly what the model reads before the response, template applied
 * @param response what is trained, with the token that ends it
 * @param promptTokens not trained; the first of {@code tokens}
 * @param trainedTokens the others, on which the loss lies
 * @param cutTokens of the response beyond the largest length, not trained and not in {@code tokens}
 * @param tokens ids; empty if the row cannot be trained
 * @param problems why it cannot; a job with this row is refused
 */
public record DatasetRow(
    long line,
    String prompt,
    String response,
    int promptTokens,
    int trainedTokens,
    int cutTokens,
    List<Integer> tokens,
    List<Problem> problems) {}
