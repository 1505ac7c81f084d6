package io.milora.engine.train;

/** Counts which domain each layer's router takes a batch's prompts for. */
final class RouterLoad {
  private final float[][] load;
  private final int prompts;

  /**
   * Zeros.
   *
   * @param prompts of the whole batch
   */
  RouterLoad(int layers, int domains, int prompts) {
    load = new float[layers][domains];
    this.prompts = prompts;
  }

  /**
   * Counts a part.
   *
   * @param logProbabilities [L, N, E] flat
   */
  void add(float[] logProbabilities) {
    int domains = load[0].length;
    int rows = logProbabilities.length / (load.length * domains);
    for (int i = 0; i < load.length * rows; i++) {
      int best = 0;
      for (int domain = 1; domain < domains; domain++) {
        boolean better =
            logProbabilities[i * domains + domain] > logProbabilities[i * domains + best];
        best = better ? domain : best;
      }
      load[i / rows][best] += 1f / prompts;
    }
  }

  /** Shares [L][E]. */
  float[][] shares() {
    return load;
  }
}
