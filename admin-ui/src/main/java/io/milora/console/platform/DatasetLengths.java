package io.milora.console.platform;

import java.util.List;

/**
 * How long the rows of a file are, in tokens of prompt and whole response.
 *
 * @param maxLength that was assumed
 * @param rows that were read
 * @param complete whether these are all; otherwise they are the first ones
 * @param promptTokens of all rows read
 * @param trainedTokens of all rows read, without what is cut
 * @param cutRows whose response goes beyond {@code maxLength}
 * @param refusedRows that cannot be trained; a job with them is refused
 * @param p95 the length that 95 of 100 rows do not go beyond
 * @param histogram buckets of one width, from the shortest to the longest
 */
public record DatasetLengths(
    String baseModel,
    int maxLength,
    int rows,
    boolean complete,
    long promptTokens,
    long trainedTokens,
    int cutRows,
    int refusedRows,
    int shortest,
    int median,
    int p95,
    int longest,
    List<Bucket> histogram) {
  /**
   * Rows of about one length.
   *
   * @param from tokens, inclusive
   * @param to tokens, inclusive
   */
  public record Bucket(int from, int to, int rows) {}
}
