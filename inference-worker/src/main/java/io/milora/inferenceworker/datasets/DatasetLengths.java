package io.milora.inferenceworker.datasets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How long the rows of a file are, in tokens of prompt and whole response.
 *
 * @param maxLength that was assumed
 * @param rows that were read
 * @param complete whether these are all; otherwise they are the first ones
 * @param promptTokens of all rows read
 * @param trainedTokens of all rows read, without what is cut
 * @param cutRows whose response goes beyond {@code max_length}
 * @param refusedRows that cannot be trained; a job with them is refused
 * @param histogram buckets of one width, from the shortest to the longest
 */
@Schema(name = "DatasetLengths")
record DatasetLengths(
    String object,
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
    @Schema(name = "p95") int p95,
    int longest,
    List<Bucket> histogram) {
  static final String OBJECT = "dataset.lengths";
  private static final int BUCKETS = 20;

  /**
   * Rows of about one length.
   *
   * @param from tokens, inclusive
   * @param to tokens, inclusive
   */
  @Schema(name = "DatasetLengthsBucket")
  record Bucket(int from, int to, int rows) {}

  /** What is counted row by row. */
  static final class Counts {
    private final IntStream.Builder lengths = IntStream.builder();
    private int refused;
    private int cut;
    private long prompt;
    private long trained;

    void refused() {
      refused++;
    }

    void add(int promptTokens, int trainedTokens, int cutTokens) {
      lengths.add(promptTokens + trainedTokens + cutTokens);
      prompt += promptTokens;
      trained += trainedTokens;
      cut += cutTokens > 0 ? 1 : 0;
    }

    DatasetLengths report(String base, int maxLength, boolean complete) {
      int[] sorted = lengths.build().sorted().toArray();
      return new DatasetLengths(
          OBJECT,
          base,
          maxLength,
          sorted.length + refused,
          complete,
          prompt,
          trained,
          cut,
          refused,
          quantile(sorted, 0),
          quantile(sorted, 0.5),
          quantile(sorted, 0.95),
          quantile(sorted, 1),
          buckets(sorted));
    }
  }

  /** The value that this part of the rows does not go beyond; 0 without rows. */
  private static int quantile(int[] sorted, double part) {
    return sorted.length == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)];
  }

  private static List<Bucket> buckets(int[] sorted) {
    if (sorted.length == 0) {
      return List.of();
    }
    int from = sorted[0];
    int width = Math.ceilDiv(sorted[sorted.length - 1] - from + 1, BUCKETS);
    int[] counts = new int[(sorted[sorted.length - 1] - from) / width + 1];
    Arrays.stream(sorted).forEach(length -> counts[(length - from) / width]++);
    List<Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      buckets.add(new Bucket(from + i * width, from + (i + 1) * width - 1, counts[i]));
    }
    return buckets;
  }
}
