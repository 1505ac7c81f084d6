package io.milora.cli.reproduce;

import io.milora.model.Precision;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A comparison with everything decided. Kept in its folder, so that the same command goes on with
 * it.
 *
 * @param asked what it was decided from
 * @param scale what fits into the budget
 * @param methods with their ranks
 * @param workload sizes and measured costs, for the forecast
 */
record ComparisonPlan(Asked asked, Scale scale, List<MethodPlan> methods, Workload workload) {
  ComparisonPlan {
    methods = List.copyOf(methods);
  }

  /**
   * What a person asked for, and what it was asked of.
   *
   * @param base name, folder or file
   * @param baseSha256 identity of its files
   * @param data for each task the identity of its two files
   * @param rank of the first method; null to choose one
   * @param scale at most
   * @param batch rows of an optimiser step
   * @param learningRates of methods where they are not the usual ones
   * @param budget as it was written
   * @param precision of serving
   * @param threads that compute
   */
  record Asked(
      String base,
      String baseSha256,
      Map<String, String> data,
      List<String> methods,
      List<Integer> seeds,
      @Nullable Integer rank,
      Scale scale,
      int batch,
      Map<String, Double> learningRates,
      String budget,
      Precision precision,
      int threads) {}

  /**
   * A method.
   *
   * @param parameters trained
   * @param learningRate peak
   */
  record MethodPlan(String name, int rank, long parameters, double learningRate) {}

  List<Cell> cells() {
    return Cell.all(
        asked.methods(),
        workload.tasks().stream().map(Workload.TaskSize::name).toList(),
        asked.seeds());
  }

  MethodPlan method(String name) {
    return methods.stream().filter(method -> method.name().equals(name)).findFirst().orElseThrow();
  }
}
