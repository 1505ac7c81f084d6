package io.milora.cli.reproduce;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison found so far.
 *
 * @param base null before the base model has answered
 * @param results of the finished cells
 * @param decode null before speeds were measured
 */
record Findings(
    @Nullable BaseResult base, List<CellResult> results, @Nullable DecodeResult decode) {
  Findings {
    results = List.copyOf(results);
  }

  static Findings read(ComparisonPlan plan, RunFolder folder) {
    return new Findings(
        folder.base().orElse(null),
        plan.cells().stream().map(folder::result).flatMap(Optional::stream).toList(),
        folder.decode().orElse(null));
  }

  /** A model's decode speeds; empty before they were measured. */
  Optional<DecodeResult.Speeds> speeds(String model) {
    return Optional.ofNullable(decode).map(found -> found.models().get(model));
  }

  /** Accuracies of a method in a setting on a task, one for each finished seed, 0 to 1. */
  List<Double> accuracies(String method, String setting, String task) {
    return results.stream()
        .filter(r -> r.cell().method().equals(method) && r.cell().setting().equals(setting))
        .flatMap(r -> r.scores().stream())
        .filter(score -> score.task().equals(task))
        .map(CellResult.TaskScore::accuracy)
        .toList();
  }
}
