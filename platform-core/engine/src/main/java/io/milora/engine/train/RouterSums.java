package io.milora.engine.train;

import io.milora.model.Projection;

/** What the routers of a routed method did with a batch's prompts, summed over its parts. */
final class RouterSums {
  private final int rows;
  private final float[][] kept;
  private final float[][] first;
  private final double[][] mean;

  /**
   * Zeros.
   *
   * @param rows of the whole batch
   */
  RouterSums(int layers, int rows) {
    this.rows = rows;
    kept = new float[layers][Projection.COUNT];
    first = new float[layers][Projection.COUNT];
    mean = new double[layers][Projection.COUNT];
  }

  /** Counts a part. */
  void add(BatchLosses part) {
    float[] gates = part.gates();
    float[] probabilities = part.probabilities();
    int ofLayer = gates.length / kept.length;
    for (int start = 0; start < gates.length; start += Projection.COUNT) {
      int layer = start / ofLayer;
      int best = 0;
      for (int module = 0; module < Projection.COUNT; module++) {
        kept[layer][module] += gates[start + module] > 0 ? 1f / rows : 0;
        mean[layer][module] += (double) probabilities[start + module] / rows;
        best = probabilities[start + module] > probabilities[start + best] ? module : best;
      }
      first[layer][best] += 1f / rows;
    }
  }

  /** Shares [L][7] of the prompts that kept a module. */
  float[][] load() {
    return kept;
  }

  /** f of all layers, [L, 7] flat. */
  float[] firstChoices() {
    float[] flat = new float[first.length * Projection.COUNT];
    for (int layer = 0; layer < first.length; layer++) {
      System.arraycopy(first[layer], 0, flat, layer * Projection.COUNT, Projection.COUNT);
    }
    return flat;
  }

  /** L_lb of a layer over all prompts of the batch. */
  double balance(int layer) {
    double sum = 0;
    for (int module = 0; module < Projection.COUNT; module++) {
      sum += first[layer][module] * mean[layer][module];
    }
    return Projection.COUNT * sum;
  }

  /** Its mean over layers. */
  double balance() {
    double sum = 0;
    for (int layer = 0; layer < first.length; layer++) {
      sum += balance(layer);
    }
    return sum / first.length;
  }
}
