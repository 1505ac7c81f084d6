package io.milora.engine.evaluate;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * How much is measured.
 *
 * @param lossRows rows over which losses are taken at most, 1 or more
 * @param answerRows rows that are answered at most, 1 or more; one answer costs as much as many
 *     losses
 * @param seed chooses the rows where there are more
 */
public record EvaluationLimits(int lossRows, int answerRows, int seed) {
  /** Enough for a point of accuracy to mean something, and done within minutes on a laptop. */
  public static final EvaluationLimits DEFAULT = new EvaluationLimits(1000, 100, 0);

  public EvaluationLimits {
    List<Problem> problems = new ArrayList<>();
    if (lossRows < 1) {
      problems.add(Problem.outOfRange("loss_rows", lossRows, "1 or more"));
    }
    if (answerRows < 1) {
      problems.add(Problem.outOfRange("answer_rows", answerRows, "1 or more"));
    }
    InvalidInputException.throwIfAny(problems);
  }
}
