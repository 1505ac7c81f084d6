package io.milora.engine.bench.moelora;

import io.milora.model.InvalidInputException;
import io.milora.model.LoraSettings;
import io.milora.model.Problem;
import io.milora.model.Projection;
import java.util.ArrayList;
import java.util.List;

/**
 * What is fixed at an adapter's creation.
 *
 * @param lora the seven modules' pairs before they are cut; the scale is alpha / rank of these
 * @param experts E, into how many a pair is cut; a divisor of the rank
 * @param kept k, how many experts act on a token, 1 to E
 */
public record MoeLoraSettings(LoraSettings lora, int experts, int kept) {
  /** The paper's. */
  public static final int DEFAULT_EXPERTS = 8;

  private static final int DEFAULT_KEPT = 4;

  public MoeLoraSettings {
    List<Problem> problems = new ArrayList<>();
    if (lora.targets().size() != Projection.COUNT) {
      problems.add(
          Problem.outOfRange(
              "target_modules", lora.targets(), "all of " + Projection.targetModules()));
    }
    if (experts < 1 || lora.rank() % experts != 0) {
      problems.add(Problem.outOfRange("experts", experts, "divisors of the rank, " + lora.rank()));
    }
    if (kept < 1 || kept > experts) {
      problems.add(Problem.outOfRange("k", kept, "1 to the number of experts, " + experts));
    }
    InvalidInputException.throwIfAny(problems);
  }

  /**
   * All seven modules, alpha = 2 rank, no dropout, four of eight experts.
   *
   * @param rank a multiple of {@value #DEFAULT_EXPERTS}
   */
  public static MoeLoraSettings ofRank(int rank) {
    return new MoeLoraSettings(LoraSettings.ofRank(rank), DEFAULT_EXPERTS, DEFAULT_KEPT);
  }

  /** Rank of one expert. */
  public int expertRank() {
    return lora.rank() / experts;
  }
}
