package io.milora.engine.train;

import io.milora.model.Projection;
import java.util.List;

/**
 * What a forward and backward pass over part of a batch showed.
 *
 * @param crossEntropy sum over the part's response tokens / response tokens of the batch, nats
 * @param right response tokens that were the most probable ones
 * @param probabilities [L, N, 7] flat
 * @param gates [L, N, 7] flat
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
record BatchLosses(double crossEntropy, double right, float[] probabilities, float[] gates) {

  /**
   * Of several parts, what one of all their rows would have shown.
   *
   * @param rows of each part
   */
  static BatchLosses merge(List<BatchLosses> parts, List<Integer> rows) {
    int all = rows.stream().mapToInt(Integer::intValue).sum();
    int layers = parts.getFirst().gates().length / (rows.getFirst() * Projection.COUNT);
    double crossEntropy = 0;
    double right = 0;
    float[] probabilities = new float[layers * all * Projection.COUNT];
    float[] gates = new float[probabilities.length];
    int start = 0;
    for (int i = 0; i < parts.size(); i++) {
      BatchLosses part = parts.get(i);
      crossEntropy += part.crossEntropy();
      right += part.right();
      int width = rows.get(i) * Projection.COUNT;
      for (int layer = 0; layer < layers; layer++) {
        int to = layer * all * Projection.COUNT + start;
        System.arraycopy(part.probabilities(), layer * width, probabilities, to, width);
        System.arraycopy(part.gates(), layer * width, gates, to, width);
      }
      start += width;
    }
    return new BatchLosses(crossEntropy, right, probabilities, gates);
  }
}
