package io.milora.cli.reproduce;

import java.util.List;
import java.util.Map;

/**
 * Decode speeds, measured alternately: each round measures every model once.
 *
 * @param models by name, methods and {@link #BASE}
 */
record DecodeResult(Map<String, Speeds> models) {
  /** The base model without adapter. */
  static final String BASE = "base";

  DecodeResult {
    models = Map.copyOf(models);
  }

  /**
   * One model's.
   *
   * @param single tokens/s of one sequence, each round's
   * @param batch tokens/s of a batch, each round's
   */
  record Speeds(List<Double> single, List<Double> batch) {
    public Speeds {
      single = List.copyOf(single);
      batch = List.copyOf(batch);
    }

    double singleMedian() {
      return median(single);
    }

    double batchMedian() {
      return median(batch);
    }
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
