package io.milora.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The low-rank pairs of an adapter.
 *
 * @param rank r, the inner dimension of a pair, 1 to 512
 * @param alpha the pairs' contribution is scaled by alpha / rank; positive
 * @param dropout share of a module's input that is zeroed before A while training, 0 (none) to
 *     below 1
 * @param targets the modules that have a pair; at least one
 */
public record LoraSettings(int rank, double alpha, double dropout, Set<Projection> targets) {
  public static final int MAX_RANK = 512;

  public LoraSettings {
    List<Problem> problems = new ArrayList<>();
    if (rank < 1 || rank > MAX_RANK) {
      problems.add(Problem.outOfRange("rank", rank, "1 to " + MAX_RANK));
    }
    if (!(alpha > 0 && Double.isFinite(alpha))) {
      problems.add(Problem.outOfRange("alpha", alpha, "a positive number"));
    }
    if (!(dropout >= 0 && dropout < 1)) {
      problems.add(Problem.outOfRange("dropout", dropout, "0 to below 1"));
    }
    if (targets.isEmpty()) {
      problems.add(
          Problem.outOfRange(
              "target_modules", "[]", "at least one of " + Projection.targetModules()));
    }
    InvalidInputException.throwIfAny(problems);
    targets = Collections.unmodifiableSet(EnumSet.copyOf(targets));
  }

  /** All seven modules, alpha = 2 rank, no dropout. */
  public static LoraSettings ofRank(int rank) {
    return new LoraSettings(rank, 2.0 * rank, 0, EnumSet.allOf(Projection.class));
  }

  /** s = alpha / rank. */
  public double scale() {
    return alpha / rank;
  }
}
