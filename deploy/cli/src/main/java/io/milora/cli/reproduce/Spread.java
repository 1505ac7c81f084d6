package io.milora.cli.reproduce;

import java.util.List;

/**
 * Mean and sample standard deviation.
 *
 * @param deviation NaN for fewer than two values
 */
record Spread(double mean, double deviation) {
  /**
   * Of some values.
   *
   * @param values at least one
   */
  static Spread of(List<Double> values) {
    double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return new Spread(
        mean, values.size() < 2 ? Double.NaN : Math.sqrt(squares / (values.size() - 1)));
  }
}
