package io.milora.engine.train;

import io.milora.model.Projection;
import java.util.List;

/**
 * What a forward and backward pass over part of a batch showed.
 *
 * @param shares sums over the part's response tokens / response tokens of the batch
 * @param probabilities [L, N, 7] flat
 * @param gates [L, N, 7] flat
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
record BatchLosses(TokenSums shares, float[] probabilities, float[] gates) {

  /**
   * Of several parts, what one of all their rows would have shown.
   *
   * @param rows of each part
   */
  static BatchLosses merge(List<BatchLosses> parts, List<Integer> rows) {
    int all = rows.stream().mapToInt(Integer::intValue).sum();
    int layers = parts.getFirst().gates().length / (rows.getFirst() * Projection.COUNT);
    TokenSums shares = TokenSums.NONE;
    float[] probabilities = new float[layers * all * Projection.COUNT];
    float[] gates = new float[probabilities.length];
    int start = 0;
    for (int i = 0; i < parts.size(); i++) {
      BatchLosses part = parts.get(i);
      shares = shares.plus(part.shares());
      int width = rows.get(i) * Projection.COUNT;
      for (int layer = 0; layer < layers; layer++) {
        int to = layer * all * Projection.COUNT + start;
        System.arraycopy(part.probabilities(), layer * width, probabilities, to, width);
        System.arraycopy(part.gates(), layer * width, gates, to, width);
      }
      start += width;
    }
    return new BatchLosses(shares, probabilities, gates);
  }
}
