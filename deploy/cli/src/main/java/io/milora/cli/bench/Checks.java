package io.milora.cli.bench;

import io.milora.engine.bench.moelora.MoeLoraSettings;
import io.milora.model.Problem;
import java.util.List;

/** What options of both benches must be. */
final class Checks {
  private Checks() {}

  static void positive(List<Problem> problems, String option, int given) {
    if (given < 1) {
      problems.add(Problem.outOfRange(option, given, "1 or more"));
    }
  }

  /** MOELoRA cuts every pair into its experts' parts. */
  static void rank(List<Problem> problems, int given) {
    if (given < 1 || given % MoeLoraSettings.DEFAULT_EXPERTS != 0) {
      problems.add(
          Problem.outOfRange(
              "--rank",
              given,
              "multiples of %d, MOELoRA's experts".formatted(MoeLoraSettings.DEFAULT_EXPERTS)));
    }
  }
}
